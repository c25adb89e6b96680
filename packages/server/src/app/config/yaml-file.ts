import { readFileSync } from 'node:fs'
import { configurationError } from '../exit.ts'
import { settingKeys, settings } from './settings.ts'

/**
 * Settings of a YAML file by name, values as text: a flat map with the flags' names as keys. The
 * parser is loaded only when there is a file.
 */
export async function readYamlFile(file: string): Promise<ReadonlyMap<string, string>> {
  const { parse } = await import('yaml')
  let document: unknown
  try {
    // The core schema would read 000000000000 as the number 0; with "failsafe" every value is text.
    document = parse(readText(file), { schema: 'failsafe', prettyErrors: false })
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'YAMLParseError') throw error
    throw configurationError(`${file} is not valid YAML: ${firstLine(error.message)}`)
  }
  if (document === null || document === undefined || document === '') return new Map()
  if (typeof document !== 'object' || Array.isArray(document)) {
    throw configurationError(`${file} must hold one setting a line, such as "port: 8000"`)
  }
  const known = new Set<string>(settingKeys.map((key) => settings[key].name))
  const entries = Object.entries(document as Record<string, unknown>)
  return new Map(
    entries.map(([name, value]) => {
      if (!known.has(name)) {
        throw configurationError(
          `${file}: there is no setting "${name}"; strongroom start --help lists them`,
        )
      }
      return [name, text(file, name, value)]
    }),
  )
}

function text(file: string, name: string, value: unknown): string {
  const all: unknown[] = Array.isArray(value) ? value : [value]
  if (all.every((part) => typeof part === 'string')) return all.join(',')
  throw configurationError(`${file}: the setting "${name}" must be one value or a list of values`)
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw configurationError(`Cannot read the configuration file ${file}; check --config`)
  }
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? message
}
