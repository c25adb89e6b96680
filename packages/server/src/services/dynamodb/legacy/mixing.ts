import { validation } from '../../../errors/index.ts'

/**
 * Refuses legacy parameters beside expressions. Both lists are in the order in which the service
 * names them; only those that are present are named.
 */
export function refuseMixed<Input extends object>(
  input: Input,
  legacy: readonly (keyof Input & string)[],
  expressions: readonly (keyof Input & string)[],
): void {
  const old = present(input, legacy)
  if (old.length === 0) return
  const modern = present(input, expressions)
  if (modern.length === 0) return
  throw validation(
    'Can not use both expression and non-expression parameters in the same request: ' +
      `Non-expression parameters: {${old.join(', ')}} Expression parameters: {${modern.join(', ')}}`,
  )
}

/** ConditionalOperator joins conditions, of which there must be two at least. */
export function checkConditionalOperator(
  operator: string | undefined,
  conditions: object | undefined,
): void {
  if (operator === undefined) return
  const count = Object.keys(conditions ?? {}).length
  if (count === 0) {
    throw validation('ConditionalOperator cannot be used without Filter or Expected')
  }
  if (count === 1) {
    throw validation(
      'ConditionalOperator can only be used when Filter or Expected has two or more elements',
    )
  }
}

function present<Input extends object>(
  input: Input,
  names: readonly (keyof Input & string)[],
): string[] {
  return names.filter((name) => input[name] !== undefined)
}
