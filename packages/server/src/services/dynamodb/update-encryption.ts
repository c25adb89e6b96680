import {
  changeEncryption,
  checkEncryptionChange,
  type Engine,
  type TableName,
} from '../../engine/index.ts'
import { tableNotFound } from '../../errors/index.ts'
import type { RequestContext } from '../operation.ts'
import {
  checkOtherKey,
  sseDescription,
  withGrant,
  type KeyChoice,
  type TableKeyService,
} from './encryption.ts'
import { checkChangeable } from './table-states.ts'
import { tableDescription } from './table-description.ts'

export type EncryptionUpdateDeps = Pick<
  Engine,
  'store' | 'catalog' | 'keys' | 'clock' | 'random' | 'reencryption'
> & {
  readonly tableKeys: TableKeyService
}

/** UpdateTable's change of the key above a table: its answer shows the key of before. */
export async function updateEncryption(
  deps: EncryptionUpdateDeps,
  name: TableName,
  choice: KeyChoice,
  context: RequestContext,
): Promise<object> {
  const record = await deps.catalog.look(name)
  if (record === undefined) throw tableNotFound(name.name)
  checkChangeable(record.descriptor, deps.clock.now())
  checkOtherKey(record.descriptor, choice)
  // The old key must be at hand, or nothing could be moved: asked before a grant is made.
  await deps.keys.tableKey(name, record.descriptor.keys)
  checkEncryptionChange(
    record.descriptor,
    choice && { keyArn: choice.keyId ?? '' },
    deps.clock.now(),
  )
  const next = choice && (await deps.tableKeys.choose(context, name, choice))
  const { before } = await withGrant(deps.tableKeys, next, () => changeEncryption(deps, name, next))
  deps.reencryption.wake()
  await deps.tableKeys.release(before.encryption)
  return {
    TableDescription: {
      ...tableDescription(before, context.region, { status: 'ACTIVE' }),
      SSEDescription: sseDescription(before.encryption, true),
    },
  }
}
