import type { Credentials } from '../../generated/sts/index.ts'
import type { IssuedSession } from '../../security/iam/index.ts'

export function showCredentials({ accessKeyId, row }: IssuedSession): Credentials {
  return {
    AccessKeyId: accessKeyId,
    SecretAccessKey: row.secret,
    SessionToken: row.token,
    Expiration: Math.floor(row.expiresAt / 1000),
  }
}
