import {
  advisoriesNone,
  processConfined,
  rootSecretPutAway,
  runtimeSupported,
} from '../checks/host.ts'
import type { Control } from '../model.ts'

export const needUpdatesAndHardening: Control = {
  id: 'need-updates-and-hardening',
  group: 'need',
  title: 'Updates and hardening',
  question: 'Is what runs current and hardened?',
  material:
    'Versions are exact, installed without scripts of packages, and listed in dependencies.md.',
  reached: {
    pass: 'Runtime and packages are current, and the process is confined.',
    review: 'It could not be seen, or could be confined more.',
    remediate: 'The runtime is out of support, or a grave vulnerability is known.',
  },
  checks: [runtimeSupported, advisoriesNone, processConfined, rootSecretPutAway],
  references: ['https://csrc.nist.gov/pubs/sp/800/123/final'],
}
