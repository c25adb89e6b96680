export { streamsService } from './operations.ts'
