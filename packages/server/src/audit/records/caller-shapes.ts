import type { RequestFacts } from './request-facts.ts'
import type { RecordShape } from './record-shape.ts'

/** All that the shape of a caller's record is made of. */
interface Known {
  readonly recipient: string
  readonly sourceIp: string
  readonly userAgent: string | undefined
  readonly host: string | undefined
  readonly tlsVersion: string | undefined
  readonly tlsCipher: string | undefined
  readonly endpointId: string | undefined
  readonly resources: string
  readonly shape: RecordShape
}

/** Shapes of one operation that are remembered. */
const most = 8

/** The shapes of the records of one caller, whose requests differ in little. */
export class CallerShapes {
  readonly #byOperation = new Map<string, Known[]>()

  find(
    { name }: { readonly name: string },
    { sourceIp, userAgent, host, tls, endpointId, resources }: RequestFacts,
    recipient: string,
  ): RecordShape | undefined {
    const list = this.#byOperation.get(name)
    if (list === undefined) return undefined
    const touched = joined(resources)
    for (const known of list) {
      if (
        known.resources === touched &&
        known.sourceIp === sourceIp &&
        known.userAgent === userAgent &&
        known.host === host &&
        known.tlsVersion === tls?.version &&
        known.tlsCipher === tls?.cipher &&
        known.endpointId === endpointId &&
        known.recipient === recipient
      ) {
        return known.shape
      }
    }
    return undefined
  }

  add(
    { name }: { readonly name: string },
    { sourceIp, userAgent, host, tls, endpointId, resources }: RequestFacts,
    recipient: string,
    shape: RecordShape,
  ): void {
    const list = this.#byOperation.get(name) ?? []
    this.#byOperation.set(name, list)
    if (list.length >= most) list.shift()
    list.push({
      recipient,
      sourceIp,
      userAgent,
      host,
      tlsVersion: tls?.version,
      tlsCipher: tls?.cipher,
      endpointId,
      resources: joined(resources),
      shape,
    })
  }
}

function joined(resources: readonly string[]): string {
  return resources.length === 1 ? (resources[0] ?? '') : resources.join(' ')
}
