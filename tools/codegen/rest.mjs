/** How the operations of a REST service are addressed. */
import { header, literal } from './text.mjs'

/** The types of the tables, once for all services. */
export function restTableFile() {
  return `${header}/** Where the operations of a service are, by name. */
export interface RestTable {
  readonly [name: string]: {
    readonly method: string
    readonly path: string
    /** Members of the input that are parameters of the query. */
    readonly query: readonly {
      readonly name: string
      readonly in: string
      readonly type: string
    }[]
  }
}
`
}

export function restFile(model) {
  const entries = model.rest.map(
    ({ name, method, path, query }) => `  ${name}: ${literal({ method, path, query })},\n`,
  )
  return `${header}import type { RestTable } from '../rest-table.ts'

export const restTable: RestTable = {
${entries.join('')}}
`
}
