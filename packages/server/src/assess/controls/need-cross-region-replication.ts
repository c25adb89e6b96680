import { pointInTimeRecovery } from '../checks/at-rest.ts'
import { replicasThere } from '../checks/boundaries.ts'
import type { Control } from '../model.ts'

export const needCrossRegionReplication: Control = {
  id: 'need-cross-region-replication',
  group: 'need',
  title: 'Cross-region replication',
  question: 'Do replicas exist, under keys of their own region, and backups?',
  material: 'See the page of operations for what is built of global tables and backups.',
  reached: {
    pass: 'Tables have replicas under keys of ours, and point-in-time recovery.',
    review: 'Tables have no replica, or under no key of ours.',
    remediate: 'Replication or backups are not implemented, or not turned on.',
  },
  checks: [replicasThere, pointInTimeRecovery],
  references: [
    'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GlobalTables.html',
    'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Point-in-time-recovery.html',
  ],
}
