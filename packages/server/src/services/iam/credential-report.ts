import { rows, userArn, type User } from '../../security/iam/index.ts'
import type { Iam } from './iam-operation.ts'

const columns = [
  'user',
  'arn',
  'user_creation_time',
  'password_enabled',
  'password_last_used',
  'password_last_changed',
  'password_next_rotation',
  'mfa_active',
  'access_key_1_active',
  'access_key_1_last_rotated',
  'access_key_1_last_used_date',
  'access_key_1_last_used_region',
  'access_key_1_last_used_service',
  'access_key_2_active',
  'access_key_2_last_rotated',
  'access_key_2_last_used_date',
  'access_key_2_last_used_region',
  'access_key_2_last_used_service',
  'cert_1_active',
  'cert_1_last_rotated',
  'cert_2_active',
  'cert_2_last_rotated',
]
const noCertificates = ['false', 'N/A', 'false', 'N/A']
const noKey = ['false', 'N/A', 'N/A', 'N/A', 'N/A']

/** The credential report of an account: one line for each user, and one for root, as AWS's columns. */
export async function credentialReport({ state }: Iam, account: string): Promise<string> {
  const users = await state.all(rows.users(account))
  const lines = [columns.join(','), rootLine(account)]
  for (const user of users) lines.push(await userLine(state, account, user))
  return lines.join('\n')
}

/** What there is to know of root: it has a key, and no password. */
function rootLine(account: string): string {
  const arn = `arn:aws:iam::${account}:root`
  const password = ['not_supported', 'N/A', 'not_supported', 'not_supported', 'false']
  const key = ['true', 'N/A', 'N/A', 'N/A', 'N/A']
  return ['<root_account>', arn, 'N/A', ...password, ...key, ...noKey, ...noCertificates].join(',')
}

async function userLine(state: Iam['state'], account: string, user: User): Promise<string> {
  const { login } = user
  const password =
    login === undefined
      ? ['false', 'N/A', 'N/A', 'N/A']
      : ['true', 'no_information', time(login.createdAt), 'N/A']
  const keys: string[] = []
  for (const key of [user.accessKeys[0], user.accessKeys[1]]) {
    if (key === undefined) {
      keys.push(...noKey)
      continue
    }
    const used = await state.read(rows.lastUse(key.id))
    const use =
      used === undefined ? ['N/A', 'N/A', 'N/A'] : [time(used.at), used.region, used.service]
    keys.push(String(key.active), time(key.createdAt), ...use)
  }
  const mfa = String(user.mfa.length > 0)
  const head = [user.name, userArn(account, user), time(user.createdAt)]
  // Names of users hold commas, which a line must not take for its own.
  return [...head, ...password, mfa, ...keys, ...noCertificates].map(quoted).join(',')
}

function time(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}+00:00`
}

function quoted(text: string): string {
  return text.includes(',') ? `"${text}"` : text
}
