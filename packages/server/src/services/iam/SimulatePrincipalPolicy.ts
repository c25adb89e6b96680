import { invalidInput, noSuchEntity } from '../../errors/index.ts'
import type {
  SimulatePolicyResponse,
  SimulatePrincipalPolicyRequest,
} from '../../generated/iam/index.ts'
import {
  defaultDocument,
  entityDocuments,
  identityDocuments,
  managedPolicy,
  readIamArn,
  type Role,
  type User,
} from '../../security/iam/index.ts'
import { iamOperation, type Iam } from './iam-operation.ts'
import { given, resourcePolicy } from './SimulateCustomPolicy.ts'
import { simulate, type SimulatedDocument } from './simulation.ts'
import { findSubject, subjectArn } from './subjects.ts'

interface Source {
  readonly id: string
  readonly name: string
  readonly kind: 'user' | 'group' | 'role'
  readonly documents: readonly SimulatedDocument[]
  readonly boundary: readonly SimulatedDocument[]
  readonly tags: User['tags']
}

export const SimulatePrincipalPolicy = iamOperation<
  SimulatePrincipalPolicyRequest,
  SimulatePolicyResponse
>({
  name: 'SimulatePrincipalPolicy',
  check({ PolicyExclusionList }) {
    if (PolicyExclusionList !== undefined) {
      throw invalidInput('PolicyExclusionList is not supported.')
    }
  },
  access: (_iam, { PolicySourceArn }) => ({ resource: PolicySourceArn }),
  async run(iam, input, { caller: { accountId: account } }) {
    const source = await sourceOf(iam, account, input.PolicySourceArn)
    const arn = input.CallerArn ?? input.PolicySourceArn
    const { scp } = await iam.controls.of(account)
    const boundary = given(
      'PermissionsBoundaryPolicyInputList',
      input.PermissionsBoundaryPolicyInputList,
    )
    return simulate(
      {
        account,
        principal: { kind: 'user', account, arn, id: source.id },
        identity: [...source.documents, ...given('PolicyInputList', input.PolicyInputList)],
        // As in AWS, one that is given stands in for the one that is set.
        boundary: boundary.length > 0 ? boundary : source.boundary,
        resource: resourcePolicy(input.ResourcePolicy),
        scp,
        known: [
          ['aws:CurrentTime', new Date(iam.clock.now()).toISOString()],
          ['aws:PrincipalArn', arn],
          ['aws:PrincipalAccount', account],
          ['aws:userid', source.id],
          ...(source.kind === 'user' ? [['aws:username', source.name] as const] : []),
          ...source.tags.map(({ Key, Value }) => [`aws:PrincipalTag/${Key}`, Value] as const),
        ],
      },
      input,
    )
  },
})

/** The policies of a user (with groups), a group or a role. */
async function sourceOf({ state }: Iam, account: string, arn: string): Promise<Source> {
  const read = readIamArn(arn)
  const kind = read?.account === account ? read.kind : undefined
  if (read === undefined || (kind !== 'user' && kind !== 'group' && kind !== 'role')) {
    throw invalidInput(`Invalid Entity Arn: ${arn} does not clearly define entity type and name.`)
  }
  const found = await findSubject(state, kind, account, read.name)
  // Found by the name in any case of letters, whatever the path; permission was asked for the ARN alone.
  if (subjectArn(kind, account, found) !== arn) {
    throw noSuchEntity(`The ${kind} with name ${read.name} cannot be found.`)
  }
  if (kind === 'group') {
    const documents = await entityDocuments(state, 'group', found)
    return { id: found.id, name: found.name, kind, documents, boundary: [], tags: [] }
  }
  const subject = found as User | Role
  const documents = await identityDocuments(state, account, kind, subject)
  const policy =
    subject.boundary === undefined ? undefined : await managedPolicy(state, subject.boundary)
  const boundary: SimulatedDocument[] =
    policy === undefined
      ? []
      : [
          {
            id: subject.boundary ?? '',
            document: defaultDocument(policy),
            source: 'user-managed',
          },
        ]
  return { id: subject.id, name: subject.name, kind, documents, boundary, tags: subject.tags }
}

/** The documents of an entity by ARN, for those who ask which condition keys they mention. */
export async function documentsOf(iam: Iam, account: string, arn: string): Promise<string[]> {
  const { documents } = await sourceOf(iam, account, arn)
  return documents.map(({ document }) => document)
}
