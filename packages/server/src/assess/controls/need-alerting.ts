import { alarmsSet } from '../checks/audit.ts'
import { metricsAnswer } from '../checks/services.ts'
import type { Control } from '../model.ts'

export const needAlerting: Control = {
  id: 'need-alerting',
  group: 'need',
  title: 'Alerting and incidents',
  question: 'Is somebody told when something is wrong?',
  material: "CloudWatch's alarms are asked; see the page of operations for what is built.",
  reached: {
    pass: 'An alarm with an action is enabled.',
    review: 'The assessor may not ask.',
    remediate: 'There are no metrics or alarms.',
  },
  checks: [metricsAnswer, alarmsSet],
  references: [
    'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html',
  ],
}
