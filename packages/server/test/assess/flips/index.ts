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

const ofKeys = attacks.filter(({ check }) => check.id.startsWith('disabled-key'))

/** Flips by area. Each area has a test file, `<area>.test.ts`, so that none takes long. */
export const areas = {
  attacks: attacks.filter((flip) => !ofKeys.includes(flip)),
  keys: ofKeys,
  doors: [...authentication, ...transit],
  data: state,
  people: [...boundaries, ...people],
  machine: [...services, ...audit, ...host, ...papers],
} satisfies Readonly<Record<string, readonly Flip[]>>

export const flips: readonly Flip[] = Object.values(areas).flat()
