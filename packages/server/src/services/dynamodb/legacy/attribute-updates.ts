import type { Update } from '../../../engine/index.ts'
import { invalidParameters } from '../../../errors/index.ts'
import type { AttributeValueUpdate } from '../../../generated/dynamodb/index.ts'
import { checkName, normalizeValue, typeOf } from '../../../values/index.ts'

type Action = Update['actions'][number]
type Branch = Update['tree']

const sets: ReadonlySet<string> = new Set(['SS', 'NS', 'BS'])
/** Unlike the update expression's, this ADD appends to lists. */
const additive: ReadonlySet<string> = new Set(['N', 'L', ...sets])

/** The update that `AttributeUpdates` is; undefined where it changes nothing. Throws a validation error. */
export function attributeUpdates(
  updates: Readonly<Record<string, AttributeValueUpdate>> = {},
): Update | undefined {
  const names = Object.keys(updates)
  for (const name of names) checkName(name)
  const actions = Object.values(updates).map(actionOf)
  if (actions.length === 0) return undefined
  const branches = names.map((name, leaf): [string, Branch] => [
    name,
    { leaf, names: undefined, indexes: undefined },
  ])
  return {
    tree: { leaf: undefined, names: new Map(branches), indexes: undefined },
    actions,
    targets: names.map((name) => [name]),
    onlyRemoves: actions.every(({ clause }) => clause === 'REMOVE' || clause === 'DELETE'),
    attributes: new Set(names),
    nestedAttributes: new Set(),
    mismatch: 'Type mismatch for attribute to update',
  }
}

function actionOf({ Action: action = 'PUT', Value: raw }: AttributeValueUpdate): Action {
  if (raw === undefined) {
    if (action === 'DELETE') return { clause: 'REMOVE' }
    throw invalidParameters('Only DELETE action is allowed when no attribute value is specified')
  }
  const value = normalizeValue(raw)
  const type = typeOf(value)
  if (action === 'PUT') return { clause: 'SET', operand: { kind: 'literal', value } }
  if (action === 'DELETE' && !sets.has(type)) {
    throw invalidParameters(`DELETE action with value is not supported for the type ${type}`)
  }
  if (action === 'ADD' && !additive.has(type)) {
    throw invalidParameters(`ADD action is not supported for the type ${type}`)
  }
  return { clause: action, value }
}
