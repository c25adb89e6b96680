import assert from 'node:assert/strict'
import { createPolicyAuthorizer } from '../../src/app/authorization/authorizer.ts'
import { Secret, silentLogger, systemClock, type Clock } from '../../src/base/index.ts'
import { createEngine } from '../../src/engine/index.ts'
import { space } from '../../src/engine/rows/spaces.ts'
import { decodeInput } from '../../src/front/index.ts'
import { rootCaller, type Caller } from '../../src/security/credentials/index.ts'
import {
  compilePolicies,
  parsePolicy,
  type PolicyKind,
  type PrincipalDirectory,
} from '../../src/security/policy/index.ts'
import { compiledResourcePolicy, dynamodbService } from '../../src/services/dynamodb/index.ts'
import type { RequestContext } from '../../src/services/operation.ts'
import { streamsService } from '../../src/services/streams/index.ts'
import { openMemoryStore } from '../../src/storage/memory/index.ts'
import { bareKeys, noTableKeys, plain, type Answer } from '../properties/in-process.ts'
import { seededRandom } from '../properties/dice.ts'

export const account = '111111111111'
export const otherAccount = '222222222222'

/** DynamoDB behind the policy engine, without sockets and signatures: who calls is the test's to say. */
export interface Authorized {
  call(caller: Caller, operation: string, input: object): Promise<Answer>
  /** What the store has of policies of streams. */
  policyRows(): Promise<readonly Buffer[]>
  close(): Promise<void>
}

export function authorized(clock: Clock = systemClock): Authorized {
  const random = seededRandom(7)
  const store = openMemoryStore()
  const engine = createEngine({
    store,
    dataKeys: bareKeys(7),
    systemKey: new Secret(random.bytes(32)),
    clock,
    random,
    logger: silentLogger,
    shared: false,
  })
  const rcpOf = (): Promise<undefined> => Promise.resolve(undefined)
  const authorizer = createPolicyAuthorizer({ clock, logger: silentLogger, rcpOf })
  const services = [
    dynamodbService({ ...engine, authorizer, tableKeys: noTableKeys, principals }),
    streamsService({ ...engine, compilePolicy: compiledResourcePolicy }),
  ]
  const operations = new Map(services.flatMap((service) => [...service.operations]))
  return {
    async call(caller, name, input) {
      const operation = operations.get(name)
      assert(operation !== undefined, `there is ${name}`)
      const context: RequestContext = {
        requestId: 'TEST',
        caller,
        region: 'us-east-1',
        secureTransport: true,
        sourceIp: '127.0.0.1',
      }
      const prepared = operation.prepare(decodeInput(operation.inputShape, input), context)
      for (const access of await operation.accesses(prepared, context)) {
        if (access.askedByRun !== true) await authorizer.authorize(context, access)
      }
      return plain(await operation.run(prepared, context)) as Answer
    },
    async policyRows() {
      const [start, end] = [Buffer.of(space.streams, 4), Buffer.of(space.streams, 5)]
      return (await store.range({ start, end, limit: 100 })).map(({ key }) => key)
    },
    async close() {
      await engine.stop()
      await store.close()
    },
  }
}

/** Every user is there but those whose names begin with `no`. */
const principals: PrincipalDirectory = {
  idOf: (arn) => {
    const name = /:user\/(?!no)(.+)$/.exec(arn)?.[1]
    return Promise.resolve(name === undefined ? undefined : idOf(name))
  },
  hasAccount: (id) => Promise.resolve(id === account || id === otherAccount),
  hasRole: () => Promise.resolve(false),
}

function idOf(name: string): string {
  return `AIDAEXAMPLE${name.toUpperCase()}`
}

export const root = rootCaller(account, 'AKIAROOT')

/** A user with one identity policy of these statements. */
export function user(name: string, statements: readonly object[], accountId = account): Caller {
  const arn = `arn:aws:iam::${accountId}:user/${name}`
  const id = idOf(name)
  return {
    ...rootCaller(accountId, `AKIA${name.toUpperCase()}`),
    kind: 'user',
    arn,
    principalArn: arn,
    principal: { kind: 'user', account: accountId, arn, id },
    userId: id,
    userName: name,
    policies: { identity: compiled('identity', statements) },
  }
}

function compiled(kind: PolicyKind, statements: readonly object[]) {
  if (statements.length === 0) return compilePolicies(kind, [])
  const document = JSON.stringify({ Version: '2012-10-17', Statement: statements })
  const parsed = parsePolicy(document, kind)
  assert(parsed.ok, parsed.ok ? '' : parsed.message)
  return compilePolicies(kind, [{ id: 'inline', policy: parsed.policy }])
}

export function tableArn(name: string, accountId = account): string {
  return `arn:aws:dynamodb:us-east-1:${accountId}:table/${name}`
}
