import { filesPrivate, processConfined, processUnprivileged } from '../checks/host.ts'
import type { Control } from '../model.ts'

export const needHostIsolation: Control = {
  id: 'need-host-isolation',
  group: 'need',
  title: 'Isolation of hosts',
  question: 'Is the machine of the service for it alone, and the process shut in?',
  material:
    'The server runs as one process, or as several of one user; a unit or container shuts it in.',
  reached: {
    pass: 'The process is unprivileged and confined, and its files are private.',
    review: 'It could be confined more, or is not to be seen from here.',
    remediate: 'It is the superuser, or others read its files.',
  },
  checks: [processUnprivileged, processConfined, filesPrivate],
  references: ['https://docs.docker.com/engine/security/'],
}
