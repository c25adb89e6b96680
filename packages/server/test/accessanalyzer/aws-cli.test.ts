import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { absent, run, startReachable } from '../clients/programs.ts'
import { allow, policy } from '../identity/support.ts'

/** Debian's is older than the checks. */
const skip = await absent('aws', ['accessanalyzer', 'check-no-new-access', 'help'])

describe('the AWS command line checks policies', { skip }, () => {
  it('accessanalyzer', { timeout: 600_000 }, async () => {
    const { server, ca, env, close } = await startReachable()
    const where = ['--endpoint-url', server.endpoint, '--ca-bundle', ca, '--output', 'json']
    const aws = async (line: string, more: string[]): Promise<unknown> => {
      const command = ['accessanalyzer', ...line.split(' '), ...more, ...where]
      const { code, stdout, stderr } = await run('aws', command, env)
      assert.equal(code, 0, stderr)
      return JSON.parse(stdout)
    }
    try {
      const type = '--policy-type IDENTITY_POLICY'
      const [get, all] = [policy(allow('dynamodb:GetItem')), policy(allow('dynamodb:*'))]
      const compare = `check-no-new-access ${type} --existing-policy-document`
      assert.deepEqual(await aws(compare, [get, '--new-policy-document', all]), {
        result: 'FAIL',
        message: 'The modified permissions grant new access compared to your existing policy.',
        reasons: [{ description: 'New access in the statement with index: 0.', statementIndex: 0 }],
      })
      const granted = `check-access-not-granted ${type} --access actions=kms:Decrypt --policy-document`
      const answer = (await aws(granted, [get])) as { result: string }
      assert.equal(answer.result, 'PASS')
      const found = (await aws(`validate-policy ${type} --policy-document`, [get])) as object
      assert.deepEqual(found, { findings: [] })
    } finally {
      await close()
    }
  })
})
