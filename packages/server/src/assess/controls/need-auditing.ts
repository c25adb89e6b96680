import { attacksAudited, trailCoversItems, trailLogs } from '../checks/audit.ts'
import { auditAnswers } from '../checks/services.ts'
import type { Control } from '../model.ts'

export const needAuditing: Control = {
  id: 'need-auditing',
  group: 'need',
  title: 'Auditing of all interactions',
  question: 'Is every interaction recorded, refused ones too, and safe from being altered?',
  material: "Records have CloudTrail's form; see the page of operations for what is built.",
  reached: {
    pass: 'A trail logs with validation, covers items, and every attack left its record.',
    review: 'A trail keeps no validation, or does not cover items.',
    remediate: 'There is no audit, no trail, or an attack left no record.',
  },
  checks: [auditAnswers, trailLogs, trailCoversItems, attacksAudited],
  references: [
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html',
    'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/logging-using-cloudtrail.html',
  ],
}
