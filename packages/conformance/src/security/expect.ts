import assert from 'node:assert/strict'
import type { Answer } from '../raw-call.ts'
import type { Caller } from './target.ts'

/** Throws unless the caller may do this. */
export async function may(caller: Caller, operation: string, input: object): Promise<void> {
  const answer = await caller.call(operation, input)
  assert.equal(
    answer.error,
    '',
    `${operation} should be allowed: ${answer.error} ${answer.message}`,
  )
}

/** Throws unless the caller is refused for want of permission. */
export async function mayNot(caller: Caller, operation: string, input: object): Promise<void> {
  const answer = await caller.call(operation, input)
  assert.equal(
    answer.error,
    'AccessDeniedException',
    `${operation} should be denied${tail(answer)}`,
  )
}

/** Throws unless the caller is let in, and what is asked then fails with the code. */
export async function reaches(
  caller: Caller,
  operation: string,
  input: object,
  code: string,
): Promise<Answer> {
  const answer = await caller.call(operation, input)
  assert.equal(answer.error, code, `${operation} should be let in${tail(answer)}`)
  return answer
}

/** Throws unless the request is refused with one of the codes before anything was done. */
export function isRefused(answer: Answer, ...codes: readonly string[]): void {
  assert(answer.status >= 400 && answer.status < 500, `refused${tail(answer)}`)
  assert(codes.includes(answer.error), `${answer.error} in place of ${codes.join(' or ')}`)
}

function tail({ status, error, text }: Answer): string {
  return `, but: ${String(status)} ${error === '' ? text.slice(0, 100) : error}`
}
