export { createPipeline, type PipelineOptions } from './pipeline.ts'
