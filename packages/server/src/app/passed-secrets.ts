import { Secret } from '../base/index.ts'
import type { BucketCredentials } from './config/index.ts'

/** Logins and secrets of audit, for whoever reads its log. */
interface AuditSecrets {
  readonly auditBuckets?: BucketCredentials | undefined
  readonly webhookSecret?: Secret | undefined
}

/** The same on their way to another process or thread of the server: as bytes. */
export interface PassedAuditSecrets {
  readonly auditBuckets:
    { readonly accessKeyId: string; readonly secretAccessKey: Uint8Array } | undefined
  readonly webhookSecret: Uint8Array | undefined
}

export function passed({ auditBuckets, webhookSecret }: AuditSecrets): PassedAuditSecrets {
  return {
    auditBuckets: auditBuckets && {
      accessKeyId: auditBuckets.accessKeyId,
      secretAccessKey: auditBuckets.secretAccessKey.reveal(),
    },
    webhookSecret: webhookSecret?.reveal(),
  }
}

export function received({ auditBuckets, webhookSecret }: PassedAuditSecrets): AuditSecrets {
  return {
    auditBuckets: auditBuckets && {
      accessKeyId: auditBuckets.accessKeyId,
      secretAccessKey: secretOf(auditBuckets.secretAccessKey),
    },
    webhookSecret: webhookSecret && secretOf(webhookSecret),
  }
}

export function secretOf(bytes: Uint8Array): Secret {
  return new Secret(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
}
