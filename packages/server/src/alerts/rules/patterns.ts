import { compilePattern, type Pattern } from '../pattern/index.ts'

/** Requests that succeeded, of one service and one or more operations. */
export function succeeded(
  service: string,
  eventName: readonly string[],
  detail: Readonly<Record<string, unknown>> = {},
): Pattern {
  return compilePattern({
    source: [`aws.${service}`],
    detail: { eventName, errorCode: [{ exists: false }], ...detail },
  })
}
