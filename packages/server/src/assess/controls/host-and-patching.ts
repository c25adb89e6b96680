import {
  advisoriesNone,
  filesPrivate,
  processConfined,
  processUnprivileged,
  runtimeSupported,
} from '../checks/host.ts'
import type { Control } from '../model.ts'

export const hostAndPatching: Control = {
  id: 'host-and-patching',
  group: 'review',
  title: 'Operating system and patching',
  question:
    'Who keeps the system below the service current, and how is the service confined on it?',
  material:
    'The operating system is yours. The server needs no privileges, makes its files for its user alone, and pins every package that it is built from.',
  reached: {
    pass: 'Runtime and packages are current, the process is confined, its files are private.',
    review: 'Something is not to be seen from here, or could be confined more.',
    remediate:
      'The runtime is out of support, a grave vulnerability is known, the process is the superuser, or files are open.',
  },
  checks: [runtimeSupported, advisoriesNone, processUnprivileged, processConfined, filesPrivate],
  references: [
    'https://nodejs.org/en/about/previous-releases',
    'https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html',
  ],
}
