import type { Tag } from './entities.ts'

/** A VPC endpoint as its row keeps it. Times are in milliseconds. */
export interface VpcEndpoint {
  readonly id: string
  readonly account: string
  readonly vpcId: string
  readonly type: 'Gateway' | 'Interface'
  /** As in the credential scope: `dynamodb`. */
  readonly service: string
  readonly policy: string
  readonly createdAt: number
  readonly tags: readonly Tag[]
  readonly clientToken?: string
}
