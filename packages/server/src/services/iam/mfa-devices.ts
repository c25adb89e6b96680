import { invalidAuthenticationCode, noSuchEntity } from '../../errors/index.ts'
import { matchTotp, type MfaDevice, rows, type Change } from '../../security/iam/index.ts'

export async function findDevice(
  change: Pick<Change, 'get'>,
  account: string,
  serial: string,
): Promise<MfaDevice> {
  const device = await change.get(rows.mfa(account, serial))
  if (device === undefined) {
    throw noSuchEntity(`VirtualMFADevice with serial number ${serial} does not exist.`)
  }
  return device
}

/** The step of the second of two codes that follow each other. Refuses any others. */
export function matchTwoCodes(
  device: MfaDevice,
  first: string,
  second: string,
  now: number,
): number {
  const lastStep = device.lastStep
  const step = matchTotp(device.seed, second, now, lastStep)
  // The first is older by a step, so it is judged as of a step ago.
  const before = matchTotp(device.seed, first, now - 30_000, lastStep)
  if (step === undefined || before === undefined || before + 1 !== step) {
    throw invalidAuthenticationCode()
  }
  return step
}
