import { readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'
import { fullFormats, type FormatName } from 'ajv-formats/dist/formats.js'

/** The schema as data; see README.md. From the compiled test. */
const file = new URL(
  '../../../../test/assess/oscal/assessment-results.schema.json',
  import.meta.url,
)

export interface OscalSchema {
  readonly $id: string
  readonly definitions: Readonly<Record<string, object>>
}

export const oscalSchema = JSON.parse(readFileSync(file, 'utf8')) as OscalSchema

/** All that the schema names. */
const formats: readonly FormatName[] = ['date-time', 'email', 'uri', 'uri-reference']

let compiled: ValidateFunction | undefined

function validator(): ValidateFunction {
  if (compiled !== undefined) return compiled
  // Types and required members are told beside a choice, not in it, which strict checks do not follow.
  const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false, strictRequired: false })
  for (const name of formats) ajv.addFormat(name, fullFormats[name])
  compiled = ajv.compile(oscalSchema)
  return compiled
}

/** Where a document breaks the schema, and how; none: it is valid. */
export function oscalProblems(document: unknown): readonly string[] {
  const validate = validator()
  if (validate(document)) return []
  return (validate.errors ?? []).map(({ instancePath, keyword, message = '', params }) => {
    const extra: unknown = keyword === 'additionalProperties' ? params['additionalProperty'] : ''
    return `${instancePath} ${message} ${String(extra)}`.trim()
  })
}
