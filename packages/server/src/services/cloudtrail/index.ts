export type { CloudTrailDeps } from './deps.ts'
export { cloudTrailService } from './operations.ts'
export type { Deliveries, DeliveryStatus, DigestKey, PublicKeys, TrailTargets } from './ports.ts'
