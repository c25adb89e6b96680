/** How the shapes of a Query service are named in forms and in XML. */
import { reachable } from './model.mjs'
import { header, literal, quote } from './text.mjs'

/** The types of the tables, once for all services. */
export function wireTableFile() {
  return `${header}export interface WireMember {
  readonly name: string
  readonly shape: string
  /** Its name in a form, where that differs. */
  readonly in?: string
  /** Its element in XML, where that differs. */
  readonly out?: string
}

/** A shape as the Query protocols see it. Those that are not in the table are texts. */
export type WireShape =
  | { readonly type: 'structure'; readonly members: readonly WireMember[] }
  /** \`flat\`: elements follow the list's own name without a step between. \`wire\`: name of an element. */
  | { readonly type: 'list'; readonly of: string; readonly wire?: string; readonly flat?: true }
  | { readonly type: 'map'; readonly of: string; readonly flat?: true }
  | { readonly type: 'boolean' | 'integer' | 'long' | 'float' | 'double' | 'timestamp' | 'blob' }

export interface WireTable {
  readonly dialect: 'query' | 'ec2'
  /** What the parameter \`Version\` says. */
  readonly version: string
  readonly namespace: string
  readonly operations: {
    readonly [name: string]: { readonly output?: string; readonly wrapper?: string }
  }
  readonly shapes: { readonly [name: string]: WireShape }
}
`
}

export function wireFile(model) {
  const roots = model.operations.flatMap(({ input, output }) => [input, output])
  const names = reachable(
    model,
    roots.filter((name) => name !== undefined),
  )
  const entries = names
    .map((name) => [name, entry(model, name)])
    .filter(([, text]) => text !== undefined)
    .map(([name, text]) => `    ${name}: ${text},\n`)
  const { dialect, version, namespace, wrappers } = model.wire
  const operations = model.operations.map(
    ({ name, output }) => `    ${name}: ${literal({ output, wrapper: wrappers[name] })},\n`,
  )
  return `${header}import type { WireTable } from '../wire-table.ts'

export const wireTable: WireTable = {
  dialect: ${quote(dialect)},
  version: ${quote(version)},
  namespace: ${quote(namespace)},
  operations: {
${operations.join('')}  },
  shapes: {
${entries.join('')}  },
}
`
}

function entry(model, name) {
  const shape = model.shapes.get(name)
  const { dialect, raw } = model.wire
  switch (shape.type) {
    case 'structure': {
      const members = Object.entries(raw[name]?.members ?? {}).map(([member, reference]) => {
        const located = typeof reference === 'string' ? undefined : reference.locationName
        const asked = dialect === 'ec2' ? upperFirst(located ?? member) : (located ?? member)
        return `        ${literal({
          name: member,
          shape: typeof reference === 'string' ? reference : reference.shape,
          in: asked === member ? undefined : asked,
          out: located === undefined || located === member ? undefined : located,
        })},\n`
      })
      if (members.length === 0) return "{ type: 'structure', members: [] }"
      return `{\n      type: 'structure',\n      members: [\n${members.join('')}      ],\n    }`
    }
    case 'list': {
      const { member, flattened } = raw[name]
      const wire = typeof member === 'string' ? undefined : member.locationName
      return literal({ type: 'list', of: shape.member, wire, flat: flattened ? true : undefined })
    }
    case 'map':
      return literal({ type: 'map', of: shape.value })
    case 'string':
      return undefined
    default:
      return literal({ type: shape.type })
  }
}

function upperFirst(text) {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
