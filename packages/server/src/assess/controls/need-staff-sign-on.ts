import { directorySignOn, directoryTrusted } from '../checks/sign-on.ts'
import type { Control } from '../model.ts'

export const needStaffSignOn: Control = {
  id: 'need-staff-sign-on',
  group: 'need',
  title: 'Directory-based sign-on',
  question: 'Do staff sign on by the directory of the organisation?',
  material:
    'IAM keeps SAML and OpenID Connect providers; see the page of operations for what STS takes of them.',
  reached: {
    pass: 'A directory is trusted, and its assertions are taken.',
    review: 'No directory is known yet.',
    remediate: 'Taking assertions is not implemented.',
  },
  checks: [directoryTrusted, directorySignOn],
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_saml.html'],
}
