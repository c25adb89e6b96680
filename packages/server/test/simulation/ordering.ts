/** Something that was asked and answered; what it saw and did is in {@link Event.apply}. */
export interface Event<State> {
  /** Moments of the call and of the answer. */
  readonly called: number
  readonly answered: number
  /** False: it may have happened at any moment after its call, or never. */
  readonly certain: boolean
  /** What it makes of the state; undefined where its answer contradicts that state. */
  apply(before: State): { readonly after: State } | undefined
}

/** Beyond so many steps a history is too wide for a test. */
const mostTried = 200_000

/**
 * Whether the events could have happened one after the other, each at some moment between its call
 * and its answer: the search of Wing and Gong, remembering what it has tried. Throws when the search
 * is larger than a test should be.
 */
export function canBeOrdered<State>(events: readonly Event<State>[], initial: State): boolean {
  const ordered = [...events].sort((a, b) => a.called - b.called)
  const tried = new Set<string>()

  const search = (done: ReadonlySet<number>, state: State): boolean => {
    const open = ordered.map((_, at) => at).filter((at) => !done.has(at))
    const known = open.filter((at) => ordered[at]?.certain === true)
    if (known.length === 0) return true
    const trial = `${[...done].sort((a, b) => a - b).join()} ${JSON.stringify(state ?? null)}`
    if (tried.has(trial)) return false
    tried.add(trial)
    if (tried.size > mostTried) throw new Error('the history is too wide to be judged')
    // An event may come next if it was called before any other had its answer.
    const earliest = Math.min(...known.map((at) => ordered[at]?.answered ?? Infinity))
    const uncertain = open.filter((at) => ordered[at]?.certain === false)
    for (const at of [...known, ...uncertain]) {
      const event = ordered[at]
      if (event === undefined || event.called > earliest) continue
      const next = event.apply(state)
      if (next !== undefined && search(new Set(done).add(at), next.after)) return true
    }
    return false
  }
  return search(new Set(), initial)
}
