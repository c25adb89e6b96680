import type { CloudTrailClient, LookupAttribute } from '@aws-sdk/client-cloudtrail'
import { quietSdk } from '../../config/index.ts'
import { configurationError } from '../../exit.ts'
import type { EventFilter, SeenRecord } from './event-filter.ts'

/** The management events of a running server, newest first, by LookupEvents. */
export class LookedUpEvents {
  readonly #endpoint: string
  readonly #region: string
  #client: Promise<CloudTrailClient> | undefined

  /** Credentials are found as the AWS command line finds them. */
  constructor(endpoint: string, region: string) {
    if (!/^https?:\/\//.test(endpoint) || !URL.canParse(endpoint)) {
      throw configurationError(`--endpoint ${endpoint}: write it as https://host:port`)
    }
    quietSdk()
    this.#endpoint = endpoint
    this.#region = region
  }

  /** More than match `filter`: the server looks for one attribute, the caller for the rest. */
  async *newestFirst(filter: EventFilter): AsyncIterable<SeenRecord> {
    const { LookupEventsCommand } = await import('@aws-sdk/client-cloudtrail')
    const client = await (this.#client ??= this.#open())
    let NextToken: string | undefined
    do {
      const page = await client
        .send(
          new LookupEventsCommand({
            LookupAttributes: attributesOf(filter),
            ...(filter.from === undefined ? {} : { StartTime: new Date(filter.from) }),
            ...(filter.to === undefined ? {} : { EndTime: new Date(filter.to) }),
            NextToken,
          }),
        )
        .catch((cause: unknown) => {
          throw configurationError(`LookupEvents of ${this.#endpoint} failed: ${reasonOf(cause)}`)
        })
      for (const { CloudTrailEvent } of page.Events ?? []) {
        if (CloudTrailEvent !== undefined) yield JSON.parse(CloudTrailEvent) as SeenRecord
      }
      NextToken = page.NextToken
    } while (NextToken !== undefined)
  }

  async #open(): Promise<CloudTrailClient> {
    const { CloudTrailClient } = await import('@aws-sdk/client-cloudtrail')
    // Two lookups a second are answered; the client waits and asks again.
    return new CloudTrailClient({
      endpoint: this.#endpoint,
      region: this.#region,
      maxAttempts: 8,
      retryMode: 'adaptive',
    })
  }
}

/** The server looks for one attribute at most. */
function attributesOf({ action }: EventFilter): LookupAttribute[] | undefined {
  const name = action?.split(':').at(-1)
  if (name === undefined || !/^[A-Z]\w*$/.test(name)) return undefined
  return [{ AttributeKey: 'EventName', AttributeValue: name }]
}

const remedies: readonly (readonly [RegExp, string])[] = [
  [/ECONNREFUSED|ENOTFOUND|ECONNRESET|ETIMEDOUT/, 'is a server running there?'],
  [/CredentialsProviderError/, 'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY'],
  [
    /certificate|SELF_SIGNED/i,
    'set NODE_EXTRA_CA_CERTS to the ca.pem in the keys directory of the server',
  ],
]

/** What went wrong, and what helps where that is known. */
function reasonOf(cause: unknown): string {
  const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
  const remedy = remedies.find(([form]) => form.test(reason))?.[1]
  return remedy === undefined ? reason : `${reason}; ${remedy}`
}
