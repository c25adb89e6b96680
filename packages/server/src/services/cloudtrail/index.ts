export type { CloudTrailDeps } from './deps.ts'
export { LookupRate } from './lookup-rate.ts'
export { cloudTrailService } from './operations.ts'
export type { Deliveries, DeliveryStatus, DigestKey, PublicKeys, TrailTargets } from './ports.ts'
