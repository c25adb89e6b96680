import { paperAudit, paperCertificate, paperSbom, paperTests } from '../checks/papers.ts'
import type { Control } from '../model.ts'

export const certification: Control = {
  id: 'certification',
  group: 'review',
  title: 'External certification',
  question: 'Which independent evidence is there that the service is operated as it says?',
  material:
    'Strongroom is software that you operate, and no third party has certified it. What exists is this report, the result of the tests of a release, a list of what it is built from, and what the validator says of the audit trail.',
  reached: {
    pass: 'Every document was given and says what it should.',
    review: 'A document was not given, or cannot be judged.',
    remediate: 'A document says that something failed, or is no longer in force.',
  },
  checks: [paperCertificate, paperTests, paperAudit, paperSbom],
  references: ['https://pages.nist.gov/OSCAL/', 'https://cyclonedx.org/specification/overview/'],
}
