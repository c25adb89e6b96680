import type { Sender } from '../asking/ports.ts'
import type { Inquiry } from '../inquiry.ts'
import { pass, remediate, review, type Check } from '../model.ts'

const stop = ['# Stop the service: what has ended is still let in.']

export const oldRequestRefused: Check = {
  id: 'old-request-refused',
  title: 'A request that was signed an hour ago is refused',
  active: true,
  remedy: stop,
  async run(inquiry) {
    const { sender } = await inquiry.workshop.user()
    const outcome = await inquiry.attack(
      'a request signed an hour ago',
      'sts:GetCallerIdentity',
      {},
      {
        ...sender,
        name: `${sender.name ?? ''} an hour ago`,
        clockOffsetMs: -3_600_000,
      },
    )
    if (outcome.ok) return remediate('A request that was signed an hour ago was answered.')
    return /expired/i.test(outcome.refusal.message)
      ? pass(`It is refused as ${outcome.refusal.code}.`)
      : review(`It is refused, but as ${outcome.refusal.code} and not for its age.`)
  },
}

/** A role that the user of the run may take, and a session of it. */
interface Session {
  readonly role: string
  readonly sender: Sender
  /** In milliseconds. */
  readonly expires: number
}

async function openSession(inquiry: Inquiry, suffix: string): Promise<Session> {
  const { workshop } = inquiry
  const RoleName = `${workshop.name}-${suffix}`
  const user = await workshop.user()
  const { Role } = await inquiry.send('iam:CreateRole', {
    RoleName,
    AssumeRolePolicyDocument: policy({
      Effect: 'Allow',
      Principal: { AWS: user.arn },
      Action: 'sts:AssumeRole',
    }),
  })
  workshop.later(`role ${RoleName}`, () => inquiry.send('iam:DeleteRole', { RoleName }))
  for (const PolicyName of ['allow', 'revoke']) {
    workshop.later(`policy ${PolicyName} of role ${RoleName}`, () =>
      inquiry.send('iam:DeleteRolePolicy', { RoleName, PolicyName }),
    )
  }
  await inquiry.send('iam:PutRolePolicy', {
    RoleName,
    PolicyName: 'allow',
    PolicyDocument: policy({ Effect: 'Allow', Action: 'dynamodb:ListTables', Resource: '*' }),
  })
  await workshop.permit({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: Role?.Arn })
  const taken = await inquiry.try(
    'sts:AssumeRole',
    { RoleArn: Role?.Arn, RoleSessionName: 'assess', DurationSeconds: 900 },
    user.sender,
  )
  if (!taken.ok) throw taken.refusal
  const {
    AccessKeyId = '',
    SecretAccessKey = '',
    SessionToken = '',
    Expiration,
  } = taken.output.Credentials ?? {}
  inquiry.keepSecret(SecretAccessKey)
  inquiry.keepSecret(SessionToken)
  return {
    role: RoleName,
    expires: Expiration?.getTime() ?? inquiry.now() + 900_000,
    sender: {
      name: `a session of role ${RoleName}`,
      credentials: {
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: SessionToken,
      },
    },
  }
}

export const revokedSessionRefused: Check = {
  id: 'revoked-session-refused',
  title: 'A session that was revoked, or whose role is gone, is refused',
  active: true,
  remedy: stop,
  async run(inquiry) {
    const { role: RoleName, sender } = await openSession(inquiry, 'revoked')
    const permitted = await inquiry.try('dynamodb:ListTables', { Limit: 1 }, sender)
    await inquiry.send('iam:PutRolePolicy', {
      RoleName,
      PolicyName: 'revoke',
      // As IAM does when sessions of a role are revoked.
      PolicyDocument: policy({
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: {
          DateLessThan: { 'aws:TokenIssueTime': new Date(inquiry.now() + 60_000).toISOString() },
        },
      }),
    })
    const revoked = await inquiry.attack(
      'a revoked session',
      'dynamodb:ListTables',
      { Limit: 1 },
      sender,
    )
    for (const PolicyName of ['allow', 'revoke'])
      await inquiry.send('iam:DeleteRolePolicy', { RoleName, PolicyName })
    await inquiry.send('iam:DeleteRole', { RoleName })
    const gone = await inquiry.attack(
      'a session of a deleted role',
      'dynamodb:ListTables',
      { Limit: 1 },
      sender,
    )
    if (revoked.ok) return remediate('A session was let in after it was revoked.')
    if (gone.ok) return remediate('A session was let in after its role was deleted.')
    if (!permitted.ok)
      return review(`The session was refused before it was revoked: ${permitted.refusal.shown()}`)
    return pass(`Both are refused: ${revoked.refusal.code}, ${gone.refusal.code}.`)
  },
}

export const expiredSessionRefused: Check = {
  id: 'expired-session-refused',
  title: 'A session that has expired is refused',
  active: true,
  remedy: ['strongroom assess --patient   # a session lasts a quarter of an hour at least'],
  async run(inquiry) {
    if (!inquiry.target.patient) {
      return review('A session lasts a quarter of an hour at least; --patient waits for its end.')
    }
    const { sender, expires } = await openSession(inquiry, 'expired')
    const permitted = await inquiry.try('dynamodb:ListTables', { Limit: 1 }, sender)
    await inquiry.sleep(Math.max(0, expires - inquiry.now()) + 2000)
    const attack = await inquiry.attack(
      'an expired session',
      'dynamodb:ListTables',
      { Limit: 1 },
      sender,
    )
    if (attack.ok) return remediate('A session was let in after its end.')
    if (!permitted.ok)
      return review(`The session was refused before its end: ${permitted.refusal.shown()}`)
    return /expired/i.test(`${attack.refusal.code} ${attack.refusal.message}`)
      ? pass(`It is refused as ${attack.refusal.code}.`)
      : review(`It is refused, but as ${attack.refusal.code} and not for its end.`)
  },
}

function policy(statement: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
}
