/** The tables that the decoder and the router read. */
import { inOrder, reachable } from './model.mjs'
import { header, literal, quote } from './text.mjs'

/** The types of the tables, once for all services. */
export function shapeTableFile() {
  return `${header}/** One member of a structure; members stand in the order in which their violations are named. */
export interface MemberShape {
  readonly name: string
  readonly shape: string
  readonly required?: true
  /** The whole message when the member is missing. */
  readonly absent?: string
  /** A broken length or range is named alone and without the value. */
  readonly terse?: true
  /** A broken enum is named without value and path. */
  readonly nameless?: { readonly values: string; readonly alone?: true; readonly bare?: true }
  /** How the value is shown in messages; absent: as Java prints it. */
  readonly echo?: 'json'
  /** Named only when nothing else is wrong. */
  readonly yields?: true
}

export interface StructureShape {
  readonly type: 'structure'
  readonly members: readonly MemberShape[]
}

export interface ListShape {
  readonly type: 'list'
  readonly of: string
  readonly min?: number
  readonly max?: number
}

export interface MapShape {
  readonly type: 'map'
  readonly key: string
  readonly of: string
  readonly min?: number
  readonly max?: number
}

export interface StringShape {
  readonly type: 'string'
  readonly min?: number
  readonly max?: number
  readonly pattern?: string
  readonly enum?: readonly string[]
  /** Order in which broken constraints are named; absent: pattern, min, max. */
  readonly checks?: readonly ('min' | 'max' | 'pattern')[]
  /** A value that begins with \`arn:\` is exempt. */
  readonly arn?: true
  /** '' is named as shorter than 1, and nothing else is said of it. */
  readonly nonEmpty?: true
}

export interface NumberShape {
  readonly type: 'integer' | 'long' | 'float' | 'double'
  readonly min?: number
  readonly max?: number
}

export interface PlainShape {
  readonly type: 'blob' | 'boolean' | 'timestamp'
}

/** DynamoDB's AttributeValue, which the decoder knows by itself. */
export interface AttributeValueShape {
  readonly type: 'attribute-value'
}

export type ScalarShape = StringShape | NumberShape | PlainShape

export type Shape = StructureShape | ListShape | MapShape | ScalarShape | AttributeValueShape

/** What the decoder knows of one service. */
export interface ShapeTable {
  /** Java package of the service's classes, as messages show it. */
  readonly javaPackage: string
  readonly shapes: { readonly [name: string]: Shape }
}
`
}

/** Every shape that an input reaches. */
export function shapesFile(model) {
  const roots = model.operations
    .map((operation) => operation.input)
    .filter((name) => name !== undefined)
  const entries = reachable(model, roots).map((name) => `    ${name}: ${entry(model, name)},\n`)
  return `${header}import type { ShapeTable } from '../shape-table.ts'

export const shapeTable: ShapeTable = {
  javaPackage: ${quote(model.javaPackage)},
  shapes: {
${entries.join('')}  },
}
`
}

function entry(model, name) {
  if (name === 'AttributeValue') return literal({ type: 'attribute-value' })
  const shape = model.shapes.get(name)
  const { type, min, max } = shape
  switch (type) {
    case 'structure': {
      const members = inOrder(shape).map((member) => `        ${literal(tableMember(member))},\n`)
      if (members.length === 0) return "{ type: 'structure', members: [] }"
      return `{\n      type: 'structure',\n      members: [\n${members.join('')}      ],\n    }`
    }
    case 'list':
      return literal({ type, of: shape.member, min, max })
    case 'map':
      return literal({ type, key: shape.key, of: shape.value, min, max })
    case 'string': {
      const { pattern, enum: values, checks, arn, nonEmpty } = shape
      return literal({ type, min, max, pattern, enum: values, checks, arn, nonEmpty })
    }
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
      return literal({ type, min, max })
    default:
      return literal({ type })
  }
}

function tableMember({ name, shape, required, ...rest }) {
  return { name, shape, required: required ? true : undefined, ...rest }
}

/** Names of the operations, their shapes, and how the service is addressed. */
export function operationsFile(model) {
  const names = model.operations.map(({ name }) => `  ${quote(name)},\n`)
  const rows = model.operations.map(
    ({ name, input, output }) => `  ${name}: ${literal({ input, output })},\n`,
  )
  const target =
    model.targetPrefix === undefined
      ? ''
      : `/** What comes before the dot in X-Amz-Target. */
export const targetPrefix = ${quote(model.targetPrefix)}

`
  return `${header}/** As in the SigV4 credential scope. */
export const signingName = ${quote(model.signingName)}

${target}/** Every operation of the service, this server's or not. */
export const operationNames = [
${names.join('')}] as const

export type OperationName = (typeof operationNames)[number]

/** Names of the input and output shapes of each operation. */
export const operationShapes = {
${rows.join('')}} as const satisfies { [Name in OperationName]: { input?: string; output?: string } }
`
}

export function indexFile(model) {
  const wire = model.wire === undefined ? '' : "export { wireTable } from './wire.ts'\n"
  const rest = model.rest === undefined ? '' : "export { restTable } from './rest.ts'\n"
  return `${header}export * from './operations.ts'
export { shapeTable } from './shapes.ts'
export type * from './types.ts'
${wire}${rest}`
}
