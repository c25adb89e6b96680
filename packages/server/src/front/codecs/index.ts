export { awsJson10, awsJson11 } from './aws-json.ts'
export type { Call, Codec, DecodeInput, Encoded } from './codec.ts'
export { awsQuery, type QueryService } from './aws-query.ts'
