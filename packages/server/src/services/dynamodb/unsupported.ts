import { validation } from '../../errors/index.ts'

/**
 * Refuses parameters that this server does not honour. A parameter that is accepted and then
 * ignored would be worse than none.
 */
export function refuseUnsupported<Input extends object>(
  input: Input,
  names: readonly (keyof Input & string)[],
): void {
  for (const name of names) {
    if (input[name] !== undefined) {
      throw validation(
        `One or more parameter values were invalid: ${name} is not supported by this server`,
      )
    }
  }
}
