import { entityAlreadyExists } from '../../errors/index.ts'
import type {
  CreateVirtualMFADeviceRequest,
  CreateVirtualMFADeviceResponse,
} from '../../generated/iam/index.ts'
import { encodeBase32, rows } from '../../security/iam/index.ts'
import { count } from './counters.ts'
import { iamOperation } from './iam-operation.ts'
import { checkTags, requestTags } from './tags.ts'

/** Bytes of a seed: 160 bits, as RFC 4226 recommends. */
const seedBytes = 20

function serialOf(account: string, path: string, name: string): string {
  return `arn:aws:iam::${account}:mfa${path}${name}`
}

export const CreateVirtualMFADevice = iamOperation<
  CreateVirtualMFADeviceRequest,
  CreateVirtualMFADeviceResponse
>({
  name: 'CreateVirtualMFADevice',
  check: ({ Tags }) => void checkTags(Tags),
  access: (_iam, { Path = '/', VirtualMFADeviceName, Tags }, { caller }) => ({
    resource: serialOf(caller.accountId, Path, VirtualMFADeviceName),
    conditions: requestTags(Tags),
  }),
  async run({ state, clock, random }, input, { caller: { accountId } }) {
    const { Path = '/', VirtualMFADeviceName: name, Tags } = input
    const serial = serialOf(accountId, Path, name)
    const seed = encodeBase32(random.bytes(seedBytes))
    await state.change(async (change) => {
      if ((await change.get(rows.mfa(accountId, serial))) !== undefined) {
        throw entityAlreadyExists(`MFADevice entity at the same path and name already exists.`)
      }
      await count(change, accountId, 'mfaDevices', 1)
      const createdAt = clock.now()
      const device = { serial, name, path: Path, createdAt, seed, tags: checkTags(Tags) }
      change.put(rows.mfa(accountId, serial), device)
    })
    return {
      VirtualMFADevice: {
        SerialNumber: serial,
        // Binary members travel in base64, and the seed itself is text.
        Base32StringSeed: Buffer.from(seed).toString('base64'),
      },
    }
  },
})
