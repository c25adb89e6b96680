import { iamLimitExceeded, malformedPolicyDocument } from '../../errors/index.ts'
import { readIamArn, rows } from '../../security/iam/index.ts'
import { checkDocument, documentSize } from './documents.ts'
import type { Reader } from './subjects.ts'
import { quotas } from './quotas.ts'

/**
 * Judges a trust policy, and gives the unique ids of the users and roles that it names. As in AWS, it
 * means those and not others of the same name that are made later.
 */
export async function readTrust(
  reader: Reader,
  document: string,
): Promise<Readonly<Record<string, string>>> {
  const policy = checkDocument(document, 'trust')
  if (documentSize(document) > quotas.ACLSizePerRole) {
    throw iamLimitExceeded(
      `Cannot exceed quota for ACLSizePerRole: ${String(quotas.ACLSizePerRole)}`,
    )
  }
  const ids: Record<string, string> = {}
  for (const statement of policy.statements) {
    for (const principal of statement.principals?.entries ?? []) {
      if (principal.type !== 'arn') continue
      const read = readIamArn(principal.arn)
      if (read?.kind !== 'user' && read?.kind !== 'role') continue
      const found =
        read.kind === 'user'
          ? await reader.read(rows.user(read.account, read.name))
          : await reader.read(rows.role(read.account, read.name))
      if (found?.path !== read.path || found.name !== read.name) {
        throw malformedPolicyDocument(`Invalid principal in policy: "AWS":"${principal.arn}"`)
      }
      ids[principal.arn] = found.id
    }
  }
  return ids
}
