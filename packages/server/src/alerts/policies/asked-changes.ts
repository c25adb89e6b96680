import type { CloudTrailRecord } from '../../audit/index.ts'
import { parameter, resourceOf, textParameter, type Memory } from '../events/index.ts'
import { mentionedOf } from './mentions.ts'
import type { Doubt } from './policy-change.ts'

/**
 * What an event changes of that which policies ask for: tags of principals and resources, names of users, aliases of
 * keys. None where no policy asks for them.
 */
export async function askedChanges(
  memory: Memory,
  record: CloudTrailRecord,
): Promise<readonly Doubt[]> {
  const { what, names } = asked(record)
  const found = await mentionedOf(memory, names)
  if (found.length === 0) return []
  const doubt = `policies ask for ${found.map(shown).join(', ')}`
  return [{ subject: `${what} of ${subjectOf(record)}`, doubt }]
}

interface Asked {
  readonly what: string
  readonly names: readonly string[]
}

function asked(record: CloudTrailRecord): Asked {
  const { eventName } = record
  if (eventName.endsWith('Alias')) {
    return { what: 'an alias', names: ['kms:RequestAlias', 'kms:ResourceAliases'] }
  }
  if (eventName === 'UpdateUser') {
    const isNew = textParameter(record, 'newUserName') !== undefined
    return { what: 'the name', names: [...(isNew ? ['aws:username'] : []), 'aws:PrincipalArn'] }
  }
  const kinds = /User$|Role$/.test(eventName) ? ['principaltag', 'resourcetag'] : ['resourcetag']
  const names = kinds.flatMap((kind) => tagKeys(record).map((key) => `${kind}/${key}`))
  return { what: 'tags', names }
}

function tagKeys(record: CloudTrailRecord): readonly string[] {
  const keys = list(record, 'tagKeys').map(String)
  const tags = list(record, 'tags') as readonly Readonly<Record<string, unknown>>[]
  return [...keys, ...tags.map(({ key, tagKey }) => String(key ?? tagKey))]
}

function list(record: CloudTrailRecord, name: string): readonly unknown[] {
  const value = parameter(record, name)
  return Array.isArray(value) ? value : []
}

function shown(name: string): string {
  if (name.startsWith('principaltag/')) return `the tag ${name.slice(13)} of who asks`
  if (name.startsWith('resourcetag/')) return `the tag ${name.slice(12)} of resources`
  return name
}

function subjectOf(record: CloudTrailRecord): string {
  for (const name of ['userName', 'roleName', 'policyArn', 'resourceArn', 'aliasName']) {
    const value = textParameter(record, name)
    if (value !== undefined) return value
  }
  return resourceOf(record, 'AWS::KMS::Key', 'keyId')
}
