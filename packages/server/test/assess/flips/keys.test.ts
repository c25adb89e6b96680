import { flipping } from './flipping.ts'
import { areas } from './index.ts'

flipping('keys', areas.keys)
