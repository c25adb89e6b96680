import { plainListeners } from '../checks/host.ts'
import { certificateTrusted, tlsCiphers, tlsVersions } from '../checks/transit.ts'
import type { Control } from '../model.ts'

export const needEncryptionInTransit: Control = {
  id: 'need-encryption-in-transit',
  group: 'need',
  title: 'Encryption in transit',
  question: 'Is data unreadable on the network?',
  material: 'See the row of the same name.',
  reached: {
    pass: 'Current TLS alone, with a certificate that is trusted.',
    review: 'Something could not be seen.',
    remediate: 'Plain HTTP or broken TLS is spoken.',
  },
  checks: [tlsVersions, tlsCiphers, certificateTrusted, plainListeners],
  references: [
    'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/inter-network-traffic-privacy.html',
  ],
}
