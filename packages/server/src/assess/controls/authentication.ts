import { badSignatureRefused, unsignedRefused } from '../checks/authentication.ts'
import {
  expiredSessionRefused,
  oldRequestRefused,
  revokedSessionRefused,
} from '../checks/sessions.ts'
import type { Control } from '../model.ts'

export const authentication: Control = {
  id: 'authentication',
  group: 'review',
  title: 'Authentication',
  question: 'Is every caller proved to be who it says, on every request?',
  material:
    'Every request carries an AWS Signature Version 4. There is no anonymous mode, and no header that grants trust.',
  reached: {
    pass: 'Requests that prove nothing, or no longer, are refused, each for its own reason.',
    review: 'An attempt could not be made, or was refused for another reason than expected.',
    remediate: 'A request that proves nothing was answered.',
  },
  checks: [
    unsignedRefused,
    badSignatureRefused,
    oldRequestRefused,
    revokedSessionRefused,
    expiredSessionRefused,
  ],
  references: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html',
  ],
}
