import type { Flip } from '../support.ts'
import { flips as attacks } from './attacks.ts'
import { flips as audit } from './audit.ts'
import { flips as authentication } from './authentication.ts'
import { flips as boundaries } from './boundaries.ts'
import { flips as host } from './host.ts'
import { flips as papers } from './papers.ts'
import { flips as people } from './people.ts'
import { flips as services } from './services.ts'
import { flips as state } from './state.ts'
import { flips as transit } from './transit.ts'

/** Every flip, by what it needs of a server. */
export const flips: readonly Flip[] = [
  ...authentication,
  ...attacks,
  ...transit,
  ...state,
  ...boundaries,
  ...people,
  ...services,
  ...audit,
  ...host,
  ...papers,
]
