import { entityAlreadyExists, iamLimitExceeded } from '../../errors/index.ts'
import type { CreatePolicyRequest, CreatePolicyResponse } from '../../generated/iam/index.ts'
import { mintId, policyArn, rows, type ManagedPolicy } from '../../security/iam/index.ts'
import { count } from './counters.ts'
import { checkDocument, documentSize } from './documents.ts'
import { iamOperation } from './iam-operation.ts'
import { keepQuota, quotas } from './quotas.ts'
import { showPolicy } from './shown.ts'
import { checkTags, requestTags } from './tags.ts'

/** Refuses a document that no managed policy may have. */
export function checkManaged(document: string): void {
  checkDocument(document, 'identity')
  if (documentSize(document) > quotas.PolicySize) {
    throw iamLimitExceeded(`Cannot exceed quota for PolicySize: ${String(quotas.PolicySize)}`)
  }
}

export const CreatePolicy = iamOperation<CreatePolicyRequest, CreatePolicyResponse>({
  name: 'CreatePolicy',
  check({ PolicyDocument, Tags }) {
    checkTags(Tags)
    checkManaged(PolicyDocument)
  },
  access: (_iam, { PolicyName, Path = '/', Tags }, { caller }) => ({
    resource: policyArn(caller.accountId, { path: Path, name: PolicyName }),
    conditions: requestTags(Tags),
  }),
  async run({ state, clock, random }, input, { caller: { accountId } }) {
    const { PolicyName: name, Path = '/', PolicyDocument, Description, Tags } = input
    const policy = await state.change(async (change) => {
      const ref = rows.policy(accountId, name)
      if ((await change.get(ref)) !== undefined) {
        throw entityAlreadyExists(
          `A policy called ${name} already exists. Duplicate names are not allowed.`,
        )
      }
      keepQuota('PoliciesPerAccount', await count(change, accountId, 'policies', 1))
      await count(change, accountId, 'policyVersions', 1)
      const createdAt = clock.now()
      const made: ManagedPolicy = {
        name,
        path: Path,
        id: mintId('ANPA', random),
        createdAt,
        updatedAt: createdAt,
        defaultVersion: 'v1',
        lastVersion: 1,
        versions: [{ id: 'v1', document: PolicyDocument, createdAt }],
        attachments: 0,
        boundaries: 0,
        tags: checkTags(Tags),
        ...(Description === undefined ? {} : { description: Description }),
      }
      change.put(ref, made)
      return made
    })
    return { Policy: showPolicy(accountId, policy, true) }
  },
})
