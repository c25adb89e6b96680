import { flipping } from './flipping.ts'
import { areas } from './index.ts'

flipping('machine', areas.machine)
