import { otherAccountRefused } from '../checks/attacks.ts'
import { foreignAccountsNone } from '../checks/boundaries.ts'
import { processConfined } from '../checks/host.ts'
import type { Control } from '../model.ts'

export const isolation: Control = {
  id: 'isolation',
  group: 'review',
  title: 'Storage and process isolation',
  question: 'Are accounts kept apart in storage and in the process?',
  material:
    'Accounts have rows, keys and caches of their own. One process serves them all; separate servers keep them apart further.',
  reached: {
    pass: 'Other accounts are out of reach, none is let in, and the process is confined.',
    review: 'Policies let in another account, or the process could be confined more.',
    remediate: 'A table of another account was reached.',
  },
  checks: [otherAccountRefused, foreignAccountsNone, processConfined],
  references: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html',
  ],
}
