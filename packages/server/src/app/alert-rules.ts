import { readFile } from 'node:fs/promises'
import { readRules, RuleFault, type Rule } from '../alerts/index.ts'
import { limits } from '../base/index.ts'
import { configurationError } from './exit.ts'

/** The rules that hold with a file of rules, YAML or JSON. Rejects with a StartError of one line. */
export async function readAlertRules(
  file: string,
  builtIn: readonly Rule[],
): Promise<readonly Rule[]> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) throw configurationError(`--alert-rules: cannot read ${file}`)
  if (text.length > limits.alertRulesCharacters) {
    throw configurationError(`--alert-rules: ${file} is too large`)
  }
  const { parse } = await import('yaml')
  try {
    return readRules(parse(text, { prettyErrors: false }), builtIn)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    if (error instanceof RuleFault) {
      throw configurationError(`--alert-rules: ${file}: ${error.message}`)
    }
    if (!error.name.startsWith('YAML') && error.name !== 'ReferenceError') throw error
    const [line = ''] = error.message.split('\n', 1)
    throw configurationError(`--alert-rules: ${file} is not valid YAML: ${line}`)
  }
}
