import type { Flip } from '../support.ts'
import { flips as authentication } from './authentication.ts'
import { flips as services } from './services.ts'

/** Every flip, by what it needs of a server. */
export const flips: readonly Flip[] = [...authentication, ...services]
