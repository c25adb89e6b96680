/** What is wrong with an event pattern, and where: `detail.eventName[0].numeric`. */
export class PatternFault extends Error {
  override readonly name = 'PatternFault'
  /** Empty for the pattern as a whole. */
  readonly path: string

  constructor(path: string, reason: string) {
    super(path === '' ? reason : `${path}: ${reason}`)
    this.path = path
  }
}

/** The path of a member. */
export function below(path: string, member: string | number): string {
  if (typeof member === 'number') return `${path}[${String(member)}]`
  const name = /^[\w$-]+$/.test(member) ? member : JSON.stringify(member)
  return path === '' ? name : `${path}.${name}`
}
