import { malformedPolicyDocument } from '../../errors/index.ts'
import { parsePolicy, type Policy, type PolicyKind } from '../../security/policy/index.ts'

/** Refuses a document that is no policy of the kind, saying where. */
export function checkDocument(document: string, kind: PolicyKind): Policy {
  const parsed = parsePolicy(document, kind)
  if (parsed.ok) return parsed.policy
  const { message, path, at } = parsed
  const places = [
    ...(path === '' ? [] : [path]),
    ...(at === undefined ? [] : [`line ${String(at.line)}, column ${String(at.column)}`]),
  ]
  throw malformedPolicyDocument(places.length === 0 ? message : `${message} (${places.join(', ')})`)
}

/** Characters of a document as quotas count them: without white space. */
export function documentSize(document: string): number {
  return document.replaceAll(/\s/g, '').length
}

/** As IAM answers documents: percent-encoded by RFC 3986, so that XML need not escape them. */
export function encodeDocument(document: string): string {
  return encodeURIComponent(document).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
