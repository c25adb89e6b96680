import { currentMaterial, type KeyRecord } from './key-record.ts'

/**
 * In which states an operation goes ahead:
 *
 * - `usable`: only while the key is enabled and has material;
 * - `kept`: unless the key is about to be deleted;
 * - `any`: in every state.
 */
export type StateRule = 'usable' | 'kept' | 'any'

export interface StateRefusal {
  readonly code: 'DisabledException' | 'KMSInvalidStateException'
  readonly message: string
}

/** Why the state of a key refuses an operation, in KMS's words; undefined where it does not. */
export function stateRefusal(
  key: KeyRecord,
  arn: string,
  rule: StateRule,
): StateRefusal | undefined {
  if (rule === 'any') return undefined
  if (key.state === 'PendingDeletion') return invalid(`${arn} is pending deletion.`)
  if (rule === 'kept') return undefined
  if (key.state === 'Disabled') return { code: 'DisabledException', message: `${arn} is disabled.` }
  if (key.state === 'PendingImport' || currentMaterial(key) === undefined) {
    return invalid(`${arn} is pending import.`)
  }
  return undefined
}

function invalid(message: string): StateRefusal {
  return { code: 'KMSInvalidStateException', message }
}
