import type { LogState } from '../log/shards.ts'
import type { WrappedTableKeys } from '../rows/table-keys.ts'

export type KeyType = 'S' | 'N' | 'B'

export interface KeyAttribute {
  readonly name: string
  readonly type: KeyType
}

/** Hash and range attributes of a table or index. A table has one hash and at most one range attribute. */
export interface KeySchema {
  readonly hash: readonly KeyAttribute[]
  readonly range: readonly KeyAttribute[]
}

export interface Throughput {
  readonly read: number
  readonly write: number
  /** Wall time in milliseconds of the last change of that direction. */
  readonly lastIncrease?: number
  readonly lastDecrease?: number
  /** Decreases on the UTC day of `lastDecrease`. */
  readonly decreases: number
}

/** Request units a second that on-demand capacity is held to; a direction without one has no maximum. */
export interface OnDemandMaximum {
  readonly read?: number
  readonly write?: number
}

/** Units a second that a table or index was once able to take. */
export interface WarmMark {
  readonly read: number
  readonly write: number
}

export type IndexProjection =
  | { readonly type: 'ALL' }
  | { readonly type: 'KEYS_ONLY' }
  | { readonly type: 'INCLUDE'; readonly attributes: readonly string[] }

/**
 * What an index is between CREATE and ACTIVE, and between ACTIVE and gone. While it is created, every
 * write maintains it, but it is not read: `CREATING` before its rows are filled in, `BACKFILLING`
 * while they are. A `DELETING` index is neither written nor read.
 */
export type IndexState = 'CREATING' | 'BACKFILLING' | 'DELETING'

export interface IndexDescriptor {
  /** Unique within the table and never used twice. */
  readonly id: number
  readonly name: string
  readonly kind: 'global' | 'local'
  readonly key: KeySchema
  readonly projection: IndexProjection
  /** Of global indexes. */
  readonly throughput?: Throughput
  /** Absent: the index is active. */
  readonly state?: IndexState
  readonly onDemandMaximum?: OnDemandMaximum
  /** Where it is more than what the throughput says. */
  readonly warm?: WarmMark
}

export type TransitionKind = 'create' | 'throughput' | 'billing' | 'class' | 'stream' | 'delete'

/** That a table is being created, changed or deleted. Of a change, all but what is shown holds already. */
export interface Transition {
  readonly kind: TransitionKind
  /** Wall time in milliseconds. */
  readonly until: number
  /** What is described until then. */
  readonly shown?: Partial<Pick<TableDescriptor, 'throughput' | 'tableClass' | 'tableClassChanges'>>
}

export interface Tag {
  readonly key: string
  readonly value: string
}

/** The policy that says who else may use a table; to the engine a text. */
export interface ResourcePolicyDescriptor {
  readonly document: string
  /** Time of the change in milliseconds, as decimal text. */
  readonly revisionId: string
  /** Unique ids of the users and roles whose ARNs it names: it means them, and not others of their name. */
  readonly principals?: Readonly<Record<string, string>>
}

/** What a table or stream has of a policy. */
export interface ResourcePolicySlot {
  readonly policy?: ResourcePolicyDescriptor
  /** Wall time at which the last one was removed. */
  readonly removedAt?: number
}

/** By which attribute items expire. */
export interface ExpiryDescriptor {
  /** Names the expiry rows; from the numbers of the index ids. */
  readonly id: number
  readonly attribute: string
  /** Absent: every item has its row, and expired items are deleted. */
  readonly state?: Exclude<IndexState, 'CREATING'>
}

/** Which images the records of a stream show. */
export type StreamViewType = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES'

export interface StreamDescriptor {
  /** The time at which it was enabled, which names it: `2026-01-02T03:04:05.678`. */
  readonly label: string
  readonly viewType: StreamViewType
  readonly createdAt: number
  /** Absent while it is enabled. */
  readonly disabledAt?: number
  /** Wall time until which it is shown on its way to what it is; absent: it was so at once. */
  readonly settlesAt?: number
}

/** The KMS key above a table. A table without one is under the service's own key. */
export interface TableEncryption {
  readonly keyArn: string
  /** The grant by which the service uses the key. */
  readonly grantId: string
  /** Wall time at which the key was found not to be available; absent while it is. */
  readonly inaccessibleSince?: number
  /** Wall time at which the table was given up, after its key was away for too long. */
  readonly archivedAt?: number
}

/** All that is stored of a table. Changes only as a whole, by a commit that checks its version. */
export interface TableDescriptor {
  readonly accountId: string
  readonly name: string
  /** Storage id: names the table in keys, unique in the store and never used twice. */
  readonly id: number
  /** `TableId` on the wire: the mark of this incarnation. */
  readonly tableId: string
  readonly createdAt: number
  /** In the order that clients see. */
  readonly attributes: readonly KeyAttribute[]
  readonly key: KeySchema
  readonly indexes: readonly IndexDescriptor[]
  /** The largest id ever used for an index or for expiry rows; absent while that is the largest of those here. */
  readonly lastIndexId?: number
  readonly expiry?: ExpiryDescriptor
  /** Wall time of the last change of `expiry`. */
  readonly expiryChangedAt?: number
  readonly billingMode: 'PROVISIONED' | 'PAY_PER_REQUEST'
  /** Wall time of the last switch to PAY_PER_REQUEST. */
  readonly onDemandSince?: number
  readonly throughput: Throughput
  readonly deletionProtection: boolean
  /** Wall time of the last change of the protection. */
  readonly deletionProtectionChangedAt?: number
  readonly tableClass?: 'STANDARD' | 'STANDARD_INFREQUENT_ACCESS'
  /** Wall times of the last changes of the class. */
  readonly tableClassChanges?: readonly number[]
  readonly onDemandMaximum?: OnDemandMaximum
  /** Where it is more than what the throughput says. */
  readonly warm?: WarmMark
  /** In the order in which their keys were first set. */
  readonly tags?: readonly Tag[]
  readonly resourcePolicy?: ResourcePolicyDescriptor
  /** Wall time at which the last policy was removed. */
  readonly resourcePolicyRemovedAt?: number
  /** The last one; it is over once its time has come. */
  readonly transition?: Transition
  /** The latest stream, enabled or not. */
  readonly stream?: StreamDescriptor
  /** Absent where nothing ever read the log of the table's changes. */
  readonly log?: LogState
  readonly keys: WrappedTableKeys
  /** Absent: the service's own key is above the table. */
  readonly encryption?: TableEncryption
  /** Wall times of the changes of the key above within a day. */
  readonly encryptionChanges?: readonly number[]
}
