import { clientSideEncryption } from '../checks/at-rest.ts'
import { plainHttpRefused } from '../checks/attacks.ts'
import { plainListeners } from '../checks/host.ts'
import {
  certificateTrusted,
  policiesRequireTls,
  tlsCiphers,
  tlsVersions,
} from '../checks/transit.ts'
import type { Control } from '../model.ts'

export const encryptionInTransit: Control = {
  id: 'encryption-in-transit',
  group: 'review',
  title: 'Encryption in transit',
  question:
    'Is every connection encrypted, with current versions and ciphers, and can plain text be ruled out?',
  material:
    'HTTPS is the default, with TLS 1.2 and 1.3 and ciphers of forward secrecy alone. Plain HTTP is served only by a listener that is configured for it.',
  reached: {
    pass: 'Only current TLS is spoken, the certificate is trusted, and plain HTTP is refused.',
    review: 'Tables do not deny plain HTTP themselves, or something could not be seen.',
    remediate: 'Plain HTTP or broken TLS is spoken, or the certificate is not trusted.',
  },
  checks: [
    tlsVersions,
    tlsCiphers,
    certificateTrusted,
    plainListeners,
    plainHttpRefused,
    policiesRequireTls,
    clientSideEncryption,
  ],
  references: [
    'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/inter-network-traffic-privacy.html',
    'https://docs.aws.amazon.com/database-encryption-sdk/latest/devguide/client-server-side.html',
  ],
}
