import type { ListKeyRotationsRequest } from '../../generated/kms/index.ts'
import type { KeyRecord, Material } from '../../security/kms/index.ts'
import { keyOperation } from './key-operation.ts'
import { checkRotates } from './rotation.ts'
import { page, readMarker, seconds } from './wire.ts'

const materialId = /^[0-9a-f]{64}$/

export const ListKeyRotations = keyOperation<ListKeyRotationsRequest>({
  name: 'ListKeyRotations',
  inputShape: 'ListKeyRotationsRequest',
  naming: 'key',
  states: 'any',
  prepare({ Marker }) {
    readMarker(Marker, materialId)
  },
  suits(key, _, arn) {
    checkRotates(key, arn)
  },
  run(_, key, { Limit: limit = 100, Marker, IncludeKeyMaterial }) {
    const after = readMarker(Marker, materialId)
    const all =
      IncludeKeyMaterial === 'ALL_KEY_MATERIAL'
        ? key.materials
        : key.materials.filter(({ rotation }) => rotation !== undefined)
    const start = all.findIndex(({ id }) => id === after) + 1
    const { entries, rest } = page(all.slice(start), limit, ({ id }) => id)
    return Promise.resolve({
      Rotations: entries.map((material) => entryOf(key, material)),
      ...rest,
    })
  },
})

function entryOf(key: KeyRecord, material: Material): object {
  return {
    KeyId: key.keyId,
    KeyMaterialId: material.id,
    KeyMaterialState: material === key.materials.at(-1) ? 'CURRENT' : 'NON_CURRENT',
    RotationDate: material.rotation && seconds(material.createdAt),
    RotationType: material.rotation,
  }
}
