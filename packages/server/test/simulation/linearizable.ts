import { canBeOrdered, type Event } from './ordering.ts'

/** The item: a value that puts replace and a count that updates add to; undefined: it is not there. */
export type State = { readonly value: string | undefined; readonly count: number } | undefined

export type Act =
  | { readonly kind: 'put'; readonly value: string }
  /** Puts where the value is the expected one. */
  | { readonly kind: 'replace'; readonly expected: string; readonly value: string }
  | { readonly kind: 'add' }
  | { readonly kind: 'delete' }
  | { readonly kind: 'get' }

export type Outcome =
  /** `state` is what the answer told: the item before a put or delete, after an update, as read. */
  | { readonly kind: 'done'; readonly state: State }
  /** Done, and the answer told nothing of the item. */
  | { readonly kind: 'silent' }
  /** The condition did not hold. */
  | { readonly kind: 'failed' }
  | { readonly kind: 'unknown' }

export interface Operation {
  readonly act: Act
  readonly outcome: Outcome
  /** Moments of the call and of the answer. */
  readonly called: number
  readonly answered: number
}

function same(a: State, b: State): boolean {
  return a?.value === b?.value && a?.count === b?.count
}

/** The state after the act, or undefined in `next` where the outcome contradicts it. */
function step({ act, outcome }: Operation, before: State): { readonly after: State } | undefined {
  const told = (state: State): boolean => outcome.kind !== 'done' || same(outcome.state, state)
  switch (act.kind) {
    case 'get':
      return told(before) ? { after: before } : undefined
    case 'put':
      return told(before) ? { after: { value: act.value, count: 0 } } : undefined
    case 'delete':
      return told(before) ? { after: undefined } : undefined
    case 'add': {
      const after = { value: before?.value, count: (before?.count ?? 0) + 1 }
      return told(after) ? { after } : undefined
    }
    case 'replace': {
      const holds = before?.value === act.expected
      if (outcome.kind === 'failed') return holds ? undefined : { after: before }
      if (!holds) return outcome.kind === 'unknown' ? { after: before } : undefined
      return told(before) ? { after: { value: act.value, count: 0 } } : undefined
    }
  }
}

/** Throws when the search is larger than a test should be. */
export function isLinearizable(history: readonly Operation[]): boolean {
  const events = history.map((operation): Event<State> => ({
    called: operation.called,
    answered: operation.answered,
    certain: operation.outcome.kind !== 'unknown',
    apply: (before) => step(operation, before),
  }))
  return canBeOrdered(events, undefined)
}
