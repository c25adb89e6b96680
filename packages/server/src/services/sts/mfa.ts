import { accessDenied, validationError } from '../../errors/index.ts'
import { matchTotp, rows, type MfaDevice } from '../../security/iam/index.ts'
import type { RequestContext } from '../operation.ts'
import type { Sts } from './sts-operation.ts'

export interface MfaInput {
  readonly SerialNumber?: string | undefined
  readonly TokenCode?: string | undefined
}

/** Refuses half a proof. */
export function checkMfaInput({ SerialNumber, TokenCode }: MfaInput): void {
  if ((SerialNumber === undefined) !== (TokenCode === undefined)) {
    throw validationError('SerialNumber and TokenCode must be given together.')
  }
}

/** Whether the code is right at this moment. Does not use it up: {@link useMfa} does. */
export async function isMfaRight(
  { state, clock }: Pick<Sts, 'state' | 'clock'>,
  { SerialNumber, TokenCode }: MfaInput,
  context: RequestContext,
): Promise<boolean> {
  if (SerialNumber === undefined || TokenCode === undefined) return false
  const device = await state.read(rows.mfa(context.caller.accountId, SerialNumber))
  return stepOf(device, TokenCode, clock.now(), context) !== undefined
}

/** Uses the code up, so that it proves nothing a second time. Rejects if it is not right. */
export async function useMfa(
  { state, clock }: Pick<Sts, 'state' | 'clock'>,
  { SerialNumber, TokenCode }: MfaInput,
  context: RequestContext,
): Promise<void> {
  if (SerialNumber === undefined || TokenCode === undefined) return
  await state.change(async (change) => {
    change.silent = true
    const ref = rows.mfa(context.caller.accountId, SerialNumber)
    const device = await change.get(ref)
    const step = stepOf(device, TokenCode, clock.now(), context)
    if (device === undefined || step === undefined) throw wrongCode()
    change.put(ref, { ...device, lastStep: step })
  })
}

function stepOf(
  device: MfaDevice | undefined,
  code: string,
  now: number,
  { caller }: RequestContext,
): number | undefined {
  const mine = device?.enabledAt !== undefined && device.user === caller.userName
  if (!mine || caller.userName === undefined) return undefined
  return matchTotp(device.seed, code, now, device.lastStep)
}

export function wrongCode(): Error {
  return accessDenied('MultiFactorAuthentication failed with invalid MFA one time pass code. ')
}
