import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { absent, run, startReachable, type Outcome, type Reachable } from '../clients/programs.ts'
import { allow, policy, trust } from './support.ts'

const skip = await absent('aws', ['--version'])
const account = '000000000000'

describe('the AWS command line manages identities', { skip }, () => {
  let reachable: Reachable
  before(async () => {
    reachable = await startReachable()
  })
  after(() => reachable.close())

  async function aws(line: string, more: string[] = [], env = {}): Promise<Outcome> {
    const { server, ca } = reachable
    const where = ['--endpoint-url', server.endpoint, '--ca-bundle', ca, '--output', 'json']
    return run('aws', [...line.split(' '), ...more, ...where], { ...reachable.env, ...env })
  }

  async function answered(line: string, more: string[] = [], env = {}): Promise<unknown> {
    const { code, stdout, stderr } = await aws(line, more, env)
    assert.equal(code, 0, `${line}: ${stderr}`)
    return stdout.trim() === '' ? undefined : JSON.parse(stdout)
  }

  it('iam and sts', { timeout: 600_000 }, async () => {
    await answered('iam create-user --user-name ann --tags Key=dept,Value=music')
    const { AccessKey } = (await answered('iam create-access-key --user-name ann')) as {
      AccessKey: { AccessKeyId: string; SecretAccessKey: string }
    }
    const ann = {
      AWS_ACCESS_KEY_ID: AccessKey.AccessKeyId,
      AWS_SECRET_ACCESS_KEY: AccessKey.SecretAccessKey,
    }
    const me = (await answered('sts get-caller-identity', [], ann)) as { Arn: string }
    assert.equal(me.Arn, `arn:aws:iam::${account}:user/ann`)
    const document = policy(allow('dynamodb:ListTables'))
    await answered('iam put-user-policy --user-name ann --policy-name p --policy-document', [
      document,
    ])
    await answered('dynamodb list-tables', [], ann)
    const refused = await aws('iam list-users', [], ann)
    assert.match(refused.stderr, /AccessDenied.*not authorized to perform: iam:ListUsers/)
    const got = (await answered('iam get-user-policy --user-name ann --policy-name p')) as {
      PolicyDocument: unknown
    }
    assert.deepEqual(got.PolicyDocument, JSON.parse(document))
    await answered('iam create-role --role-name r --assume-role-policy-document', [
      trust({ AWS: me.Arn }),
    ])
    const line = `sts assume-role --role-arn arn:aws:iam::${account}:role/r --role-session-name cli`
    const { Credentials } = (await answered(line, [], ann)) as {
      Credentials: { AccessKeyId: string; SecretAccessKey: string; SessionToken: string }
    }
    const session = {
      AWS_ACCESS_KEY_ID: Credentials.AccessKeyId,
      AWS_SECRET_ACCESS_KEY: Credentials.SecretAccessKey,
      AWS_SESSION_TOKEN: Credentials.SessionToken,
    }
    const who = (await answered('sts get-caller-identity', [], session)) as { Arn: string }
    assert.equal(who.Arn, `arn:aws:sts::${account}:assumed-role/r/cli`)
    const services = (await answered('ec2 describe-vpc-endpoint-services')) as {
      ServiceNames: string[]
    }
    assert(services.ServiceNames.includes('com.amazonaws.us-east-1.dynamodb'))
  })
})
