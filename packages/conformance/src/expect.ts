import assert from 'node:assert/strict'
import type { Target } from './target.ts'

export interface Refusal {
  /** Default: ValidationException. */
  readonly error?: string
  /** The exact text, one of several exact texts that the service was seen to give, or a pattern. */
  readonly message?: string | readonly string[] | RegExp
}

/** Throws unless the operation refuses the input in that way, with HTTP 400. */
export async function refused(
  target: Target,
  operation: string,
  input: object,
  { error = 'ValidationException', message }: Refusal,
): Promise<void> {
  const answer = await target.call(operation, input)
  const got = answer.error === '' ? `accepted: ${answer.text.slice(0, 200)}` : answer.error
  assert.equal(got, error, `${got} (${answer.message}) in place of ${error}`)
  assert.equal(answer.status, 400)
  if (message instanceof RegExp) assert.match(answer.message, message)
  else if (typeof message === 'string') assert.equal(answer.message, message)
  else if (message !== undefined && !message.includes(answer.message)) {
    assert.equal(answer.message, message[0])
  }
}

/** Throws unless the input is accepted; answers the body. */
export async function accepted(
  target: Target,
  operation: string,
  input: object,
): Promise<Record<string, unknown>> {
  const answer = await target.call(operation, input)
  assert.equal(answer.error, '', `${answer.error}: ${answer.message}`)
  assert.equal(answer.status, 200)
  return answer.body
}

/** Tries until it does not throw, a minute at most: global indexes lag behind their table. */
export async function eventually(attempt: () => Promise<void>): Promise<void> {
  const until = Date.now() + 60_000
  for (;;) {
    try {
      await attempt()
      return
    } catch (error) {
      if (Date.now() > until) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

/** How single-item writes report what is wrong with the request alone. */
export function counted(message: string): string {
  return `1 validation error detected: ${message}`
}

export function invalidParameters(message: string): string {
  return `One or more parameter values were invalid: ${message}`
}
