export { Admission, type HttpLimits } from './admission.ts'
export type { HttpAnswer, HttpRequest, TlsFacts, Refusal, RequestHandler } from './exchange.ts'
export { listen, type ListenOptions, type RunningListener } from './listen.ts'
export type { TlsMaterial } from './tls.ts'
