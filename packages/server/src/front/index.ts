export {
  awsJson10,
  awsJson11,
  awsQuery,
  restJson,
  type RestService,
  type QueryService,
  type Call,
  type Codec,
  type DecodeInput,
  type Encoded,
} from './codecs/index.ts'
export {
  createDecoder,
  decodeAnalyzerInput,
  decodeInput,
  decodeJson11Input,
} from './decode/index.ts'
export {
  Admission,
  listen,
  type HttpAnswer,
  type HttpLimits,
  type HttpRequest,
  type ListenOptions,
  type Refusal,
  type RequestHandler,
  type RunningListener,
  type TlsMaterial,
} from './http/index.ts'
export {
  createPipeline,
  createSealedHandler,
  signatureAuthenticator,
  type PipelineOptions,
} from './pipeline/index.ts'
export type { Authenticator, Authorizer, EndpointSource, Readiness, SigningScope } from './ports.ts'
