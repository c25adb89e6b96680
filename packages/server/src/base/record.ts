/** An empty object for names that come from clients: it inherits nothing, so that `__proto__` is a name like any other. */
export function emptyRecord<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>
}
