/** TypeScript types of every structure and enum that an operation takes or answers. */
import { reachable } from './model.mjs'
import { header, quote } from './text.mjs'

export function typesFile(model) {
  const roots = model.operations
    .flatMap((operation) => [operation.input, operation.output])
    .filter((name) => name !== undefined)
  const names = reachable(model, roots).filter((name) => name !== 'AttributeValue')
  const body = names.flatMap((name) => declaration(model, name)).join('\n')
  const imported = ['AttributeMap', 'AttributeValue'].filter((name) =>
    // Where a colon follows, it is the name of a member.
    new RegExp(`\\b${name}\\b(?!\\??:)`).test(body),
  )
  const imports =
    imported.length === 0
      ? ''
      : `import type { ${imported.join(', ')} } from '../../values/index.ts'\n\n`
  return `${header}${imports}${body}`
}

function declaration(model, name) {
  const shape = model.shapes.get(name)
  if (shape.type === 'string' && shape.enum !== undefined) {
    return [`export type ${name} = ${shape.enum.map(quote).join(' | ')}\n`]
  }
  if (shape.type !== 'structure') return []
  if (shape.members.length === 0) return [`export type ${name} = { [name: string]: never }\n`]
  const members = shape.members.map((member) => {
    const type = typeOf(model, member.shape)
    return member.required ? `  ${member.name}: ${type}` : `  ${member.name}?: ${type} | undefined`
  })
  return [`export interface ${name} {\n${members.join('\n')}\n}\n`]
}

function typeOf(model, name) {
  if (name === 'AttributeValue') return 'AttributeValue'
  const shape = model.shapes.get(name)
  switch (shape.type) {
    case 'structure':
      return name
    case 'string':
      return shape.enum === undefined ? 'string' : name
    case 'blob':
      return 'string'
    case 'boolean':
      return 'boolean'
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
    case 'timestamp':
      return 'number'
    case 'list':
      return `${typeOf(model, shape.member)}[]`
    case 'map': {
      const of = typeOf(model, shape.value)
      return of === 'AttributeValue' ? 'AttributeMap' : `{ [name: string]: ${of} }`
    }
    default:
      throw new Error(`shape ${name} has an unknown type ${shape.type}`)
  }
}
