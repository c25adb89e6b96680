import { type Clock, derivedKey, type Logger, type Random, type Secret } from '../base/index.ts'
import { createSealer } from '../engine/index.ts'
import { shapeTable as ec2Shapes, wireTable as ec2Wire } from '../generated/ec2/index.ts'
import { shapeTable as iamShapes, wireTable as iamWire } from '../generated/iam/index.ts'
import { shapeTable as stsShapes, wireTable as stsWire } from '../generated/sts/index.ts'
import { createDecoder, type EndpointSource, type QueryService } from '../front/index.ts'
import {
  rootCredentialSource,
  type CredentialSource,
  type RootCredentials,
} from '../security/credentials/index.ts'
import {
  ControlPolicySource,
  Documents,
  identityCredentials,
  IdentityState,
  Principals,
  SessionSweeper,
  UseRecorder,
  VpcEndpointSource,
} from '../security/iam/index.ts'
import { iamService } from '../services/iam/index.ts'
import type { ResourceAuthorizer } from '../services/operation.ts'
import { stsService } from '../services/sts/index.ts'
import { vpcEndpointService } from '../services/vpc-endpoints/index.ts'
import type { KvStore } from '../storage/kv.ts'
import { createPolicyAuthorizer } from './authorization/authorizer.ts'
import { SealedMessages } from './authorization/sealed-messages.ts'

export interface IdentityDeps {
  readonly store: KvStore
  readonly systemKey: Secret
  readonly root: RootCredentials
  /** Whether other processes change the same store. */
  readonly shared: boolean
  /** The VPCs that listeners belong to. */
  readonly vpcIds: readonly string[]
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
}

/** Users, roles and sessions, wired: who calls, what they may do, and the services that manage it. */
export interface Identity {
  readonly state: IdentityState
  readonly credentials: CredentialSource
  readonly authorizer: ResourceAuthorizer
  readonly endpoints: EndpointSource
  readonly principals: Principals
  readonly services: readonly QueryService[]
  stop(): Promise<void>
}

const rowEpoch = 0

export function createIdentity(deps: IdentityDeps): Identity {
  const { store, systemKey, root, shared, vpcIds, clock, random, logger } = deps
  const state = openIdentityState({ store, systemKey, random, shared })
  const documents = new Documents()
  const controls = new ControlPolicySource(state, documents, root.accountId)
  const sweeper = new SessionSweeper(state, clock, logger)
  const uses = new UseRecorder(state, clock, logger)
  const messages = new SealedMessages(derivedKey(systemKey, 'authorization messages'), random)
  const authorizer = createPolicyAuthorizer({
    clock,
    logger,
    messages,
    rcpOf: (account) =>
      // Nothing limits the management account, which most requests are about.
      account === root.accountId ? undefined : controls.of(account).then(({ rcp }) => rcp),
    note: (use) => {
      uses.note(use)
    },
  })
  const rootSource = rootCredentialSource(root)
  const identitySource = identityCredentials({ state, documents, controls })
  const openMessage = (account: string, message: string): string | undefined =>
    messages.open(account, message)
  return {
    state,
    credentials: {
      find: (accessKeyId) => rootSource.find(accessKeyId) ?? identitySource.find(accessKeyId),
    },
    authorizer,
    endpoints: new VpcEndpointSource(state, documents),
    principals: new Principals(state, root.accountId),
    services: [
      {
        service: iamService({ state, documents, controls, clock, random }),
        wire: iamWire,
        decodeInput: createDecoder(iamShapes),
      },
      {
        service: stsService({ state, documents, authorizer, openMessage, clock, random }),
        wire: stsWire,
        decodeInput: createDecoder(stsShapes),
      },
      {
        service: vpcEndpointService({ state, clock, random, vpcIds }),
        wire: ec2Wire,
        decodeInput: createDecoder(ec2Shapes),
      },
    ],
    async stop() {
      await Promise.all([sweeper.stop(), uses.stop()])
    },
  }
}

/** The stored state alone, for commands that run without a server. */
export function openIdentityState(
  deps: Pick<IdentityDeps, 'store' | 'systemKey' | 'random' | 'shared'>,
): IdentityState {
  const { store, systemKey, random, shared } = deps
  const sealer = createSealer(rowEpoch, derivedKey(systemKey, 'identity rows'), random)
  return new IdentityState({ store, sealer, shared })
}
