/** What a meter needs to know of a table or index: how much it may consume. */
export interface Capacity {
  readonly throughput?: { readonly read: number; readonly write: number }
  readonly onDemandMaximum?: { readonly read?: number; readonly write?: number }
}

export interface MeteredIndex extends Capacity {
  readonly id: number
  readonly name: string
  readonly kind: 'global' | 'local'
}

/** A table's descriptor is one. */
export interface MeteredTable extends Capacity {
  readonly accountId: string
  readonly name: string
  /** Of this incarnation of the table. */
  readonly tableId: string
  readonly billingMode: 'PROVISIONED' | 'PAY_PER_REQUEST'
  readonly indexes: readonly MeteredIndex[]
}
