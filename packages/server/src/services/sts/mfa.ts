import { limits } from '../../base/index.ts'
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
export function isMfaRight(
  sts: Clocked,
  input: MfaInput,
  context: RequestContext,
): Promise<boolean> {
  return judge(sts, input, context, (device) => device)
}

/** Uses the code up, so that it proves nothing a second time. Rejects if it is not right. */
export async function useMfa(
  sts: Clocked,
  input: MfaInput,
  context: RequestContext,
): Promise<void> {
  if (input.SerialNumber === undefined) return
  const used = await judge(sts, input, context, ({ wrong: _wrong, ...device }, lastStep) => ({
    ...device,
    lastStep,
  }))
  if (!used) throw wrongCode()
}

type Clocked = Pick<Sts, 'state' | 'clock'>

/**
 * Judges a code, and counts those that are wrong: six digits are soon guessed by whoever may try all. What
 * is right is committed too, so that of many guesses at once no more are judged than may be wrong.
 */
async function judge(
  { state, clock }: Clocked,
  { SerialNumber, TokenCode }: MfaInput,
  { caller: { accountId, userName } }: RequestContext,
  whenRight: (device: MfaDevice, step: number) => MfaDevice,
): Promise<boolean> {
  if (SerialNumber === undefined || TokenCode === undefined || userName === undefined) return false
  return state.change(async (change) => {
    change.silent = true
    const ref = rows.mfa(accountId, SerialNumber)
    const device = await change.get(ref)
    if (device?.enabledAt === undefined || device.user !== userName) return false
    const now = clock.now()
    const wrong = wrongSoFar(device, now)
    if (wrong.codes >= limits.mfaWrongCodes) return false
    const step = matchTotp(device.seed, TokenCode, now, device.lastStep)
    change.put(
      ref,
      step === undefined
        ? { ...device, wrong: { ...wrong, codes: wrong.codes + 1 } }
        : whenRight(device, step),
    )
    return step !== undefined
  })
}

function wrongSoFar({ wrong }: MfaDevice, now: number): { since: number; codes: number } {
  const counts = wrong !== undefined && Math.abs(now - wrong.since) < limits.mfaPauseMs
  return counts ? wrong : { since: now, codes: 0 }
}

export function wrongCode(): Error {
  return accessDenied('MultiFactorAuthentication failed with invalid MFA one time pass code. ')
}
