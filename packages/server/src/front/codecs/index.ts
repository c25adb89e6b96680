export { awsJson10, awsJson11 } from './aws-json.ts'
export { restJson, type RestService } from './rest-json.ts'
export type { Call, Codec, DecodeInput, Encoded, EncodedError } from './codec.ts'
export { awsQuery, type QueryService } from './aws-query.ts'
