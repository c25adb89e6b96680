import type { Tag } from './entities.ts'

/** A VPC endpoint as its row keeps it. Times are in milliseconds. */
export interface VpcEndpoint {
  readonly id: string
  readonly account: string
  readonly vpcId: string
  readonly type: 'Gateway' | 'Interface'
  /** `com.amazonaws.<region>.dynamodb` */
  readonly serviceName: string
  readonly policy: string
  readonly createdAt: number
  readonly routeTableIds: readonly string[]
  readonly subnetIds: readonly string[]
  readonly securityGroupIds: readonly string[]
  readonly tags: readonly Tag[]
  readonly clientToken?: string
}
