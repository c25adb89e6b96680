import { rootCaller, type Caller } from '../security/credentials/index.ts'
import type { RequestContext } from '../services/operation.ts'

/** A request that a service of this server makes for itself, with no rights but what it is granted. */
export function serviceContext(service: string, region: string, accountId: string): RequestContext {
  const name = `${service}.${region}.amazonaws.com`
  const caller: Caller = {
    ...rootCaller(accountId, ''),
    arn: name,
    principalArn: name,
    userId: name,
    kind: 'session',
    principal: { kind: 'service', service: name },
  }
  return { requestId: '', caller, region, secureTransport: true, sourceIp: name }
}
