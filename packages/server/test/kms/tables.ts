import { createPolicyAuthorizer } from '../../src/app/authorization/authorizer.ts'
import { withTableKeyRights } from '../../src/app/authorization/table-key-rights.ts'
import { createTableKeySource } from '../../src/app/table-key-source.ts'
import { createTableKeys } from '../../src/app/table-keys.ts'
import { limits, Secret, silentLogger, systemRandom } from '../../src/base/index.ts'
import { createEngine, createSealer, type Engine } from '../../src/engine/index.ts'
import { ManualClock } from '../../src/engine/rows/manual-clock.test-support.ts'
import { decodeInput, decodeJson11Input } from '../../src/front/index.ts'
import { rootCaller, type Caller } from '../../src/security/credentials/index.ts'
import { createServiceKey } from '../../src/security/keys/index.ts'
import { createKms, memoryShares, type KeyShares } from '../../src/security/kms/index.ts'
import { dynamodbService } from '../../src/services/dynamodb/index.ts'
import { KeyAuthority, kmsService } from '../../src/services/kms/index.ts'
import type { BoundService, RequestContext } from '../../src/services/operation.ts'
import type { KvStore } from '../../src/storage/kv.ts'
import { everyPrincipal, plain, type Answer } from '../properties/in-process.ts'

export const accountId = '000000000000'
const region = 'us-east-1'

/** What outlives a process: the store and the secrets that are kept apart from it. */
export interface Kept {
  readonly store: KvStore
  readonly clock: ManualClock
  readonly shares: KeyShares
  readonly serviceKey: Secret
  readonly systemKey: Secret
}

export function keep(store: KvStore): Kept {
  return {
    store,
    clock: new ManualClock(),
    shares: memoryShares(systemRandom),
    serviceKey: new Secret(systemRandom.bytes(32)),
    systemKey: new Secret(systemRandom.bytes(32)),
  }
}

/** DynamoDB and KMS as one server has them, without sockets and signatures, on a clock that a test moves. */
export interface Tables {
  readonly engine: Engine
  /** DynamoDB's operations as the front has them. */
  readonly service: BoundService
  readonly calls: { readonly generated: number; readonly decrypted: number }
  /** `caller`: who asks; the account's root where it is left out. */
  dynamodb(operation: string, input: object, caller?: Caller): Promise<Answer>
  kms(operation: string, input: object, caller?: Caller): Promise<Answer>
  /** Lets background work that is due run to its end. */
  settle(): Promise<void>
}

export function tables(kept: Kept): Tables {
  const { store, clock, shares, serviceKey, systemKey } = kept
  const random = systemRandom
  const logger = silentLogger
  const kms = createKms({
    store,
    sealer: createSealer(0, systemKey, random),
    serviceKey,
    shares,
    clock,
    random,
    logger,
  })
  const rcpOf = (): Promise<undefined> => Promise.resolve(undefined)
  const authorizer = createPolicyAuthorizer({ clock, logger, rcpOf })
  const authority = new KeyAuthority(kms, authorizer)
  const periodMs = limits.keyCacheMs
  const rights = withTableKeyRights({ authorizer, authority, kms, clock, random, periodMs })
  const deps = { kms, authority, region, random }
  const dataKeys = createTableKeySource({
    ...deps,
    serviceKey: createServiceKey(serviceKey, random),
  })
  const engine = createEngine({ store, dataKeys, systemKey, clock, random, logger, shared: false })
  const services = {
    dynamodb: dynamodbService({
      ...engine,
      authorizer: rights,
      tableKeys: createTableKeys(deps),
      principals: everyPrincipal,
    }),
    kms: kmsService({ kms, authority, principals: everyPrincipal }),
  }
  const call = async (
    service: BoundService,
    decode: typeof decodeInput,
    name: string,
    input: object,
    caller: Caller = rootCaller(accountId, 'AKIDTEST'),
  ): Promise<Answer> => {
    const operation = service.operations.get(name)
    if (operation === undefined) throw new Error(`no operation ${name}`)
    const context: RequestContext = {
      requestId: 'TEST',
      caller,
      region,
      secureTransport: true,
      sourceIp: '127.0.0.1',
    }
    const prepared = operation.prepare(decode(operation.inputShape, input), context)
    for (const access of await operation.accesses(prepared, context)) {
      if (access.askedByRun !== true) await rights.authorize(context, access)
    }
    return plain(await operation.run(prepared, context)) as Answer
  }
  return {
    engine,
    service: services.dynamodb,
    calls: dataKeys.calls,
    dynamodb: (name, input, caller) => call(services.dynamodb, decodeInput, name, input, caller),
    kms: (name, input, caller) => call(services.kms, decodeJson11Input, name, input, caller),
    async settle() {
      for (let turn = 0; turn < 200; turn++) {
        await new Promise((resolve) => setImmediate(resolve))
        clock.advance(0)
      }
    },
  }
}
