import { createHash } from 'node:crypto'
import { limits } from '../../base/index.ts'
import { slot, type Memory } from '../events/index.ts'

/**
 * What policies ask for that is no part of them: tags, names and aliases. Remembered by a few bits of a hash, so that
 * what is remembered is bounded; what is never asked for may then be taken for asked for, and not the other way.
 */
const mentioned = slot<true>('mentioned')

/** `aws:PrincipalTag/team`, in a condition or as a variable; of the keys without a tag, those that events change. */
const asked =
  /[a-z0-9-]+:(principaltag|resourcetag)\/([^"},]+)|(aws:username|aws:principalarn|kms:requestalias|kms:resourcealiases)/g

/** Notes what a document asks for. It may be any text. */
export function noteMentions(memory: Memory, document: string): void {
  for (const [, kind, tag, other] of asked[Symbol.matchAll](plain(document))) {
    const what = other ?? `${kind ?? ''}/${(tag ?? '').trim()}`
    memory.put(mentioned, bucketOf(what), true)
  }
}

/** Which of these may be asked for by a policy that was ever seen. */
export async function mentionedOf(
  memory: Memory,
  names: readonly string[],
): Promise<readonly string[]> {
  const found: string[] = []
  for (const name of names) {
    if ((await memory.get(mentioned, bucketOf(name.toLowerCase()))) === true) found.push(name)
  }
  return found
}

function bucketOf(name: string): string {
  const hash = createHash('sha256').update(name).digest().readUInt32BE(0)
  return String(hash % limits.alertMentions)
}

/** Without escapes, by which the same text can be written in many ways. */
function plain(document: string): string {
  if (!document.includes('\\')) return document.toLowerCase()
  try {
    return JSON.stringify(JSON.parse(document)).toLowerCase()
  } catch {
    return document.toLowerCase()
  }
}
