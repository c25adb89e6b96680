import type { EventHistory } from '../../audit/lookup/index.ts'
import type { TrailStore } from '../../audit/trails/index.ts'
import type { Clock, Random } from '../../base/index.ts'
import type { LookupRate } from './lookup-rate.ts'
import type { Deliveries, PublicKeys, TrailTargets } from './ports.ts'

export interface CloudTrailDeps {
  readonly trails: TrailStore
  readonly history: Pick<EventHistory, 'lookup'>
  readonly lookupRate: LookupRate
  readonly targets: TrailTargets
  readonly deliveries: Deliveries
  readonly publicKeys: PublicKeys
  readonly clock: Clock
  readonly random: Random
}
