import type { Projection } from '../../../engine/index.ts'
import { invalidParameters } from '../../../errors/index.ts'
import { checkName } from '../../../values/index.ts'

type Branch = Projection['tree']

const whole: Branch = { leaf: true, names: undefined, indexes: undefined }

/** The projection that `AttributesToGet` is: whole attributes, whatever their names hold. */
export function attributesToGet(names: readonly string[] | undefined): Projection | undefined {
  if (names === undefined) return undefined
  const branches = new Map<string, Branch>()
  for (const name of names) {
    checkName(name)
    if (branches.has(name)) throw invalidParameters(`Duplicate value in attribute name: ${name}`)
    branches.set(name, whole)
  }
  return {
    tree: { leaf: undefined, names: branches, indexes: undefined },
    attributes: new Set(names),
    nestedAttributes: new Set(),
  }
}
