export { accessAnalyzerService } from './operations.ts'
