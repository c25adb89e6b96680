import { flipping } from './flipping.ts'
import { areas } from './index.ts'

flipping('people', areas.people)
