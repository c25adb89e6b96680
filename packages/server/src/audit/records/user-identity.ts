import type { Caller } from '../../security/credentials/index.ts'
import type { UserIdentity } from './record.ts'

/** A caller as records name it; text, because one caller makes many records. */
export class IdentityTexts {
  readonly #known = new WeakMap<Caller, string>()

  of(caller: Caller): string {
    const known = this.#known.get(caller)
    if (known !== undefined) return known
    const text = JSON.stringify(userIdentity(caller))
    this.#known.set(caller, text)
    return text
  }
}

export function userIdentity(caller: Caller): UserIdentity {
  const common = {
    principalId: caller.userId,
    arn: caller.arn,
    accountId: caller.accountId,
    accessKeyId: caller.accessKeyId,
  }
  const { session } = caller
  switch (session?.origin) {
    case undefined:
      return caller.kind === 'root'
        ? { type: 'Root', ...common }
        : { type: 'IAMUser', ...common, ...named(caller.userName) }
    case 'session-token':
      return {
        type: caller.userName === undefined ? 'Root' : 'IAMUser',
        ...common,
        ...named(caller.userName),
        sessionContext: { attributes: attributes(caller) },
      }
    case 'federation-token':
      return {
        type: 'FederatedUser',
        ...common,
        sessionContext: { attributes: attributes(caller) },
      }
    case 'assume-role':
      return { type: 'AssumedRole', ...common, sessionContext: roleSession(caller) }
  }
}

function roleSession(caller: Caller): NonNullable<UserIdentity['sessionContext']> {
  const { issuer, sourceIdentity } = caller.session ?? {}
  return {
    ...(issuer && {
      sessionIssuer: {
        type: 'Role',
        principalId: issuer.roleId,
        arn: issuer.arn,
        accountId: caller.accountId,
        userName: issuer.roleName,
      },
    }),
    webIdFederationData: {},
    attributes: attributes(caller),
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
  }
}

function attributes({ session }: Caller): { creationDate: string; mfaAuthenticated: string } {
  return {
    creationDate: `${new Date(session?.issuedAt ?? 0).toISOString().slice(0, 19)}Z`,
    mfaAuthenticated: String(session?.mfaAt !== undefined),
  }
}

function named(userName: string | undefined): { userName?: string } {
  return userName === undefined ? {} : { userName }
}
