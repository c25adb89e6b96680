/** What JSON escapes: of surrogates those that have no other half, which {@link JSON.stringify} is asked about. */
const escaped = /["\\\u0000-\u001f\ud800-\udfff]/

/** A text as JSON: what `JSON.stringify` makes of it, in less time, since few have anything to escape. */
export function jsonText(text: string): string {
  return escaped.test(text) ? JSON.stringify(text) : '"' + text + '"'
}
