import type { KeyUsage } from './key-spec.ts'

export type KeyState = 'Enabled' | 'Disabled' | 'PendingDeletion' | 'PendingImport'

export interface Tag {
  readonly TagKey: string
  readonly TagValue: string
}

/** One version of a key's material. */
export interface Material {
  /** 64 hexadecimal digits, which follow from the material: the same bytes have the same id. */
  readonly id: string
  /** Wrapped; see vault.ts. Base64. Absent where imported material was deleted or expired. */
  readonly wrapped?: string
  /** SubjectPublicKeyInfo of asymmetric keys. Base64. */
  readonly publicKey?: string
  readonly createdAt: number
  /** How it came to be; absent on the first. */
  readonly rotation?: 'AUTOMATIC' | 'ON_DEMAND'
}

/** All that is stored of a key. Changes only as a whole, by a commit that checks its version. */
export interface KeyRecord {
  readonly accountId: string
  /** A UUID, never used twice. */
  readonly keyId: string
  readonly createdAt: number
  readonly description: string
  readonly usage: KeyUsage
  readonly spec: string
  readonly origin: 'AWS_KMS' | 'EXTERNAL'
  readonly manager: 'AWS' | 'CUSTOMER'
  readonly state: KeyState
  /** Set in state PendingDeletion. */
  readonly deletion?: { readonly at: number; readonly days: number }
  /** The key policy, as it was given. */
  readonly policy: string
  /** Unique ids of the users and roles that the policy names, by ARN: it means those, and none made later. */
  readonly principals?: Readonly<Record<string, string>>
  readonly tags: readonly Tag[]
  /** Oldest first; the last encrypts, all decrypt. */
  readonly materials: readonly Material[]
  /** Set while automatic rotation is on. */
  readonly rotation?: { readonly days: number; readonly nextAt: number }
  readonly onDemandRotations: number
  /** Set once material was imported; wall time in milliseconds when it ends, if it does. */
  readonly imported?: { readonly validTo?: number }
}

export interface AliasRecord {
  readonly accountId: string
  /** With its prefix `alias/`. */
  readonly name: string
  readonly keyId: string
  readonly createdAt: number
  readonly updatedAt: number
}

export interface GrantConstraints {
  readonly EncryptionContextSubset?: Readonly<Record<string, string>>
  readonly EncryptionContextEquals?: Readonly<Record<string, string>>
  readonly SourceArn?: string
}

export interface GrantRecord {
  readonly grantId: string
  readonly accountId: string
  readonly keyId: string
  readonly name?: string
  /** An ARN, or the name of a service such as `dynamodb.us-east-1.amazonaws.com`. */
  readonly grantee: string
  readonly retiring?: string
  /** Unique ids of grantee and retiring principal, where these are users or roles. */
  readonly granteeId?: string
  readonly retiringId?: string
  readonly operations: readonly string[]
  readonly constraints?: GrantConstraints
  readonly issuer: string
  readonly createdAt: number
}

/** The version of the material that encrypts; undefined while there is none. */
export function currentMaterial(key: KeyRecord): Material | undefined {
  const last = key.materials.at(-1)
  return last?.wrapped === undefined ? undefined : last
}
