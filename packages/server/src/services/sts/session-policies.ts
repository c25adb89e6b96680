import { deflateRawSync } from 'node:zlib'
import { limits } from '../../base/index.ts'
import {
  invalidParameterValue,
  malformedPolicyDocument,
  packedPolicyTooLarge,
} from '../../errors/index.ts'
import {
  managedPolicy,
  readIamArn,
  type IdentityState,
  type Tag,
} from '../../security/iam/index.ts'
import { parsePolicy } from '../../security/policy/index.ts'

export interface SessionPolicies {
  readonly policy?: string
  readonly policyArns?: readonly string[]
}

const mostArns = 10
/** What policies and tags may come to when they are packed. */
const packedBytes = 2048

/** Judges the session policies of a request as far as that needs no stored state. */
export function readSessionPolicies(input: {
  readonly Policy?: string | undefined
  readonly PolicyArns?: readonly { readonly arn?: string | undefined }[] | undefined
}): SessionPolicies {
  const { Policy, PolicyArns } = input
  if (Policy !== undefined) {
    if (Policy.length > limits.sessionPolicyCharacters) {
      throw packedPolicyTooLarge(
        `A session policy can have at most ${String(limits.sessionPolicyCharacters)} characters.`,
      )
    }
    const parsed = parsePolicy(Policy, 'session')
    if (!parsed.ok) throw malformedPolicyDocument(parsed.message)
  }
  const arns = (PolicyArns ?? []).map(({ arn }) => arn ?? '')
  if (arns.length > mostArns) {
    throw invalidParameterValue(`A session can have at most ${String(mostArns)} policy ARNs.`)
  }
  return {
    ...(Policy === undefined ? {} : { policy: Policy }),
    ...(arns.length === 0 ? {} : { policyArns: arns }),
  }
}

/** Refuses ARNs of policies that do not exist or belong to another account. */
export async function checkPolicyArns(
  state: IdentityState,
  account: string,
  arns: readonly string[] | undefined,
): Promise<void> {
  for (const arn of arns ?? []) {
    const read = readIamArn(arn)
    const mine = read?.account === account || read?.account === 'aws'
    if (!mine || (await managedPolicy(state, arn)) === undefined) {
      throw malformedPolicyDocument(`Policy ${arn} does not exist or is not attachable.`)
    }
  }
}

/** How much of the room that AWS gives is taken, in percent; undefined if nothing was given to pack. */
export function packedSize(policies: SessionPolicies, tags: readonly Tag[]): number | undefined {
  const { policy, policyArns } = policies
  if (policy === undefined && policyArns === undefined && tags.length === 0) return undefined
  const packed = deflateRawSync(JSON.stringify([policy, policyArns, tags])).length
  const percent = Math.ceil((packed / packedBytes) * 100)
  if (percent > 100) {
    throw packedPolicyTooLarge(
      `Packed policy consumes ${String(percent)}% of allotted space, please use smaller policy.`,
    )
  }
  return percent
}
