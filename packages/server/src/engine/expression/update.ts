import { typeOf, type AttributeMap, type AttributeValue } from '../../values/index.ts'
import { Binder, literalType, type Operand } from './binder.ts'
import { wrongType } from './faults.ts'
import { ParseCache } from './parse-cache.ts'
import { plantPaths, type PathTree, type Planting } from './path-tree.ts'
import type { Path } from './path.ts'
import { projectTree } from './projection.ts'
import type { Substitutions } from './substitutions.ts'
import type { ActionSyntax, CallSyntax, OperandSyntax } from './tree.ts'
import { parseUpdateSyntax } from './update-parser.ts'

/** What SET assigns. */
export type SetOperand =
  | Operand
  | { readonly kind: '+' | '-'; readonly left: SetOperand; readonly right: SetOperand }
  | { readonly kind: 'if_not_exists'; readonly path: Path; readonly otherwise: SetOperand }
  | { readonly kind: 'list_append'; readonly first: SetOperand; readonly second: SetOperand }

/** What happens at one path. The value of ADD is a number, a set or a list, that of DELETE a set. */
export type Action =
  | { readonly clause: 'SET'; readonly operand: SetOperand }
  | { readonly clause: 'REMOVE' }
  | { readonly clause: 'ADD' | 'DELETE'; readonly value: AttributeValue }

export interface Update {
  /** The paths that are written, with the places of their actions. */
  readonly tree: PathTree<number>
  /** In text order, as are the targets. */
  readonly actions: readonly Action[]
  /** The paths that are written. */
  readonly targets: readonly Path[]
  /** Whether it only removes: on an item that does not exist it then creates none. */
  readonly onlyRemoves: boolean
  /** Top-level attributes named anywhere, read or written. */
  readonly attributes: ReadonlySet<string>
  /** Those of them that it looks into, by `.` or `[]`: keys must not be among them. */
  readonly nestedAttributes: ReadonlySet<string>
  /** How a type that does not fit is reported, where it is not the way of update expressions. */
  readonly mismatch?: string
}

const cache = new ParseCache<readonly ActionSyntax[]>()

/**
 * Parses an update and binds it to a request. Throws DynamoDB's ValidationException. Faults are
 * found from the last action to the first, and those of the targets before those of the operands:
 * so the service reports them.
 */
export function parseUpdate(text: string, substitutions: Substitutions): Update {
  const binder = new Binder('UpdateExpression', substitutions)
  const syntax = cache.get(text, () => parseUpdateSyntax(text))
  const targets: Path[] = []
  const tree = plantPaths(plantings(binder, syntax, targets), binder.refuse)
  const actions = syntax
    .toReversed()
    .map((action) => bindAction(binder, action))
    .toReversed()
  return {
    tree,
    actions,
    targets,
    onlyRemoves: actions.every(({ clause }) => clause === 'REMOVE' || clause === 'DELETE'),
    attributes: binder.attributes,
    nestedAttributes: binder.nestedAttributes,
  }
}

/** The targets from last to first, which are also put into `targets`. */
function* plantings(
  binder: Binder,
  syntax: readonly ActionSyntax[],
  targets: Path[],
): Generator<Planting<number>> {
  for (let index = syntax.length - 1; index >= 0; index--) {
    const path = binder.path((syntax[index] as ActionSyntax).target)
    targets[index] = path
    yield { path, leaf: index }
  }
}

/**
 * The values at exactly the paths that the update writes, for UPDATED_OLD of the item before and
 * UPDATED_NEW of the item after. As at the service, an index is read as written even where elements
 * have moved: after `REMOVE l[0]` the new first element is answered.
 */
export function updatedAttributes(update: Update, item: AttributeMap): AttributeMap {
  return projectTree(update.tree, item)
}

function bindAction(binder: Binder, { clause, operand }: ActionSyntax): Action {
  if (operand === undefined) return { clause: 'REMOVE' }
  if (clause === 'SET') return { clause, operand: bindOperand(binder, operand) }
  const accumulates = clause === 'ADD'
  const value = binder.value((operand as Extract<OperandSyntax, { kind: 'value' }>).name)
  const type = typeOf(value)
  const fits = setTypes.has(type) || (accumulates && type === 'N')
  if (!fits) {
    binder.refuse(
      `Incorrect operand type for operator or function; operator: ${clause}, ` +
        `operand type: ${typeWords[type] ?? type}, typeSet: ALLOWED_FOR_${clause}_OPERAND`,
    )
  }
  return { clause: accumulates ? 'ADD' : 'DELETE', value }
}

const setTypes: ReadonlySet<string> = new Set(['SS', 'NS', 'BS'])

/** How the service calls the types here, and only here. */
const typeWords: Readonly<Record<string, string>> = {
  S: 'STRING',
  N: 'NUMBER',
  B: 'BINARY',
  BOOL: 'BOOLEAN',
  NULL: 'NULL',
  L: 'LIST',
  M: 'MAP',
}

function bindOperand(binder: Binder, syntax: OperandSyntax): SetOperand {
  return syntax.kind === 'call' ? bindCall(binder, syntax) : binder.operand(syntax)
}

function bindCall(binder: Binder, call: CallSyntax): SetOperand {
  const { name } = call
  const operands = call.operands.map((operand) => bindOperand(binder, operand))
  if (name === '+' || name === '-') {
    const [left, right] = checkTypes(binder, name, operands, 'N')
    return { kind: name, left, right }
  }
  binder.assertArity(call)
  if (name === 'list_append') {
    const [first, second] = checkTypes(binder, name, operands, 'L')
    return { kind: name, first, second }
  }
  const [first, otherwise] = operands as [SetOperand, SetOperand]
  if (first.kind !== 'path') {
    return binder.refuse(
      `Operator or function requires a document path; operator or function: ${name}`,
    )
  }
  binder.assertDistinct(name, first, [otherwise])
  return { kind: 'if_not_exists', path: first.path, otherwise }
}

function checkTypes(
  binder: Binder,
  name: string,
  operands: readonly SetOperand[],
  wanted: string,
): [SetOperand, SetOperand] {
  for (const operand of operands) {
    const type = literalType(operand)
    if (type !== undefined && type !== wanted) binder.refuse(wrongType(name, type))
  }
  return operands as [SetOperand, SetOperand]
}
