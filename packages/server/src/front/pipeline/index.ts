export { signatureAuthenticator } from './authenticate.ts'
export { createPipeline, type PipelineOptions } from './pipeline.ts'
export { createSealedHandler } from './sealed.ts'
