import { paperCertificate, paperSbom, paperTests } from '../checks/papers.ts'
import type { Control } from '../model.ts'

export const needComplianceReferences: Control = {
  id: 'need-compliance-references',
  group: 'need',
  title: 'Compliance references',
  question: 'Is there material to show for the frameworks that apply?',
  material:
    'This report names what each status rests on, and is written as OSCAL assessment results too.',
  reached: {
    pass: 'Every document was given and says what it should.',
    review: 'A document was not given.',
    remediate: 'A document says that something failed.',
  },
  checks: [paperSbom, paperTests, paperCertificate],
  references: ['https://pages.nist.gov/OSCAL/'],
}
