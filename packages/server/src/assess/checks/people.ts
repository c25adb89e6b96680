import type { Inquiry } from '../inquiry.ts'
import { pass, remediate, review, type Check } from '../model.ts'
import { mayDo, principals } from './principals.ts'
import { credentialReport, named, type ReportLine } from './surveys.ts'

const dayMs = 86_400_000

export const rootNotUsed: Check = {
  id: 'root-not-used',
  title: 'Root credentials are locked away and not used',
  aws: true,
  remedy: [
    'aws iam create-user --user-name auditor',
    'aws iam attach-user-policy --user-name auditor --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess',
    '# Assess as that user, and use root for emergencies alone.',
  ],
  async run(inquiry) {
    const caller = await inquiry.ask('sts:GetCallerIdentity', {})
    if (/:root$/.test(caller.Arn ?? '')) return remediate('Root itself asks for this assessment.')
    const root = (await inquiry.survey(credentialReport)).find(
      (line) => line.get('user') === '<root_account>',
    )
    const used = root?.get('access_key_1_last_used_date') ?? 'N/A'
    if (Date.parse(used) > inquiry.now() - dayMs) return remediate(`Root was used at ${used}.`)
    const since = new Date(inquiry.now() - dayMs)
    const { Events = [] } = await inquiry.ask('cloudtrail:LookupEvents', {
      LookupAttributes: [{ AttributeKey: 'Username', AttributeValue: 'root' }],
      StartTime: since,
      MaxResults: 1,
    })
    if (Events.length > 0) {
      return remediate(`Root was used in the last day: ${String(Events[0]?.EventName)}.`)
    }
    return pass('Neither report nor audit shows a use of root in the last day.')
  },
}

export const peopleHaveMfa: Check = {
  id: 'people-have-mfa',
  title: 'Users with a password have a second factor',
  aws: true,
  remedy: [
    'aws iam enable-mfa-device --user-name USER --serial-number ARN --authentication-code1 … --authentication-code2 …',
  ],
  async run(inquiry) {
    const users = await usersOf(inquiry)
    const people = users.filter((line) => line.get('password_enabled') === 'true')
    const open = people.filter((line) => line.get('mfa_active') !== 'true')
    if (open.length > 0) return remediate(`Without a second factor: ${names(open)}.`)
    return pass(
      `${String(people.length)} of ${String(users.length)} users have a password; all of these have a second factor.`,
    )
  },
}

const agedDays = 90

export const accessKeysFresh: Check = {
  id: 'access-keys-fresh',
  title: `Access keys are younger than ${String(agedDays)} days`,
  aws: true,
  remedy: [
    'aws iam create-access-key --user-name USER',
    'aws iam delete-access-key --user-name USER --access-key-id OLD',
  ],
  async run(inquiry) {
    const users = await usersOf(inquiry)
    const old = users.filter((line) =>
      ['1', '2'].some((key) => {
        const made = Date.parse(line.get(`access_key_${key}_last_rotated`) ?? '')
        return (
          line.get(`access_key_${key}_active`) === 'true' && inquiry.now() - made > agedDays * dayMs
        )
      }),
    )
    if (old.length > 0) return remediate(`Older: access keys of ${names(old)}.`)
    return pass('Every active access key of a user is younger.')
  },
}

/** To give oneself any other permission. */
const administers = [
  'iam:PutUserPolicy',
  'iam:AttachUserPolicy',
  'iam:PutRolePolicy',
  'iam:AttachRolePolicy',
]

export const dutiesSeparated: Check = {
  id: 'duties-separated',
  title: 'Who gives permissions does not read data',
  aws: true,
  remedy: [
    '# Take dynamodb:* from the policies of administrators; deny it by a permissions boundary.',
  ],
  async run(inquiry) {
    const both = (await inquiry.survey(principals)).filter(
      (one) => administers.some((action) => mayDo(one, action)) && mayDo(one, 'dynamodb:GetItem'),
    )
    if (both.length === 0)
      return pass('No user or role may both give permissions and read all data.')
    const users = both.filter(({ kind }) => kind === 'user')
    const says = `May both give permissions and read all data: ${named(both.map(({ name }) => name))}.`
    return users.length > 0 ? remediate(says) : review(says)
  },
}

function narrow(id: string, title: string, action: string, what: string): Check {
  return {
    id,
    title,
    aws: true,
    remedy: ['# Name resources, keys or attributes in the policy, instead of * for all of them.'],
    async run(inquiry) {
      const all = await inquiry.survey(principals)
      const wide = all.filter((one) => mayDo(one, action))
      if (wide.length === 0) return pass(`No user or role may ${what} of everything.`)
      return review(`May ${what} of everything: ${named(wide.map(({ name }) => name))}.`)
    },
  }
}

export const dataAccessNarrow = narrow(
  'data-access-narrow',
  'Nobody may read every table',
  'dynamodb:GetItem',
  'read items',
)

export const keyAccessNarrow = narrow(
  'key-access-narrow',
  'Nobody may decrypt by every key',
  'kms:Decrypt',
  'decrypt by keys',
)

async function usersOf(inquiry: Inquiry): Promise<readonly ReportLine[]> {
  return (await inquiry.survey(credentialReport)).filter(
    (line) => line.get('user') !== '<root_account>',
  )
}

function names(lines: readonly ReportLine[]): string {
  return named(lines.map((line) => line.get('user') ?? ''))
}
