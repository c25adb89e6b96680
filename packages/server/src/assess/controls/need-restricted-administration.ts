import { deletionProtection } from '../checks/at-rest.ts'
import { accessKeysFresh, dutiesSeparated, peopleHaveMfa, rootNotUsed } from '../checks/people.ts'
import type { Control } from '../model.ts'

export const needRestrictedAdministration: Control = {
  id: 'need-restricted-administration',
  group: 'need',
  title: 'Restricted administration',
  question: 'Is administrative access narrow, personal and strong?',
  material:
    'Administrators are users and roles of IAM, with second factors, boundaries and keys of their own.',
  reached: {
    pass: 'Root rests, duties are separate, people have second factors and fresh keys.',
    review: 'Roles both administer and read, or the use of root is not known.',
    remediate:
      'Root is used, a user both administers and reads, has no second factor or an old key.',
  },
  checks: [rootNotUsed, dutiesSeparated, peopleHaveMfa, accessKeysFresh, deletionProtection],
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html'],
}
