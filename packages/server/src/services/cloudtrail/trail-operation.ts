import type { Trail } from '../../audit/trails/index.ts'
import { assert } from '../../base/index.ts'
import type { Operation, RequestContext } from '../operation.ts'
import type { CloudTrailDeps } from './deps.ts'
import { namedTrail, trailNotFound, type NamedTrail } from './trail-name.ts'

export interface Named<Rest> {
  readonly named: NamedTrail
  readonly rest: Rest
}

/** Finds the trail that a request names. Throws TrailNotFoundException. */
export async function findTrail(
  { trails }: Pick<CloudTrailDeps, 'trails'>,
  named: NamedTrail,
  { caller }: RequestContext,
): Promise<Trail> {
  const found = named.foreign ? undefined : await trails.find(caller.accountId, named.name)
  if (found === undefined) throw trailNotFound(named.given, caller.accountId)
  return found
}

/** Changes it, and answers what it has become. */
export async function changeTrail(
  { trails }: Pick<CloudTrailDeps, 'trails'>,
  { named, context }: { readonly named: NamedTrail; readonly context: RequestContext },
  change: (trail: Trail) => Trail,
): Promise<Trail> {
  const { accountId } = context.caller
  let changed: Trail | undefined
  await trails.change(accountId, (all) => {
    const trail = named.foreign ? undefined : all.find(({ name }) => name === named.name)
    if (trail === undefined) throw trailNotFound(named.given, accountId)
    const after = change(trail)
    changed = after
    return after === trail ? all : all.map((one) => (one === trail ? after : one))
  })
  assert(changed !== undefined, 'a change was decided')
  return changed
}

/** An operation on one trail: its name is read, access to it authorized, then `run`. */
export function trailOperation<Input, Rest>(part: {
  readonly name: string
  readonly inputShape: string
  nameOf(input: Input): string | undefined
  prepare(input: Input): Rest
  run(deps: CloudTrailDeps, named: NamedTrail, rest: Rest, context: RequestContext): Promise<object>
}): Operation<CloudTrailDeps, Input, Named<Rest>, object> {
  return {
    name: part.name,
    inputShape: part.inputShape,
    prepare: (input, context) => ({
      named: namedTrail(part.nameOf(input), context),
      rest: part.prepare(input),
    }),
    // A trail of another account is none of the caller's: it is asked for as its own, and not found.
    accesses: ({ named }, { caller }) => [
      {
        action: `cloudtrail:${part.name}`,
        resource: named.arn,
        resourceAccount: caller.accountId,
      },
    ],
    run: (deps, { named, rest }, context) => part.run(deps, named, rest, context),
  }
}
