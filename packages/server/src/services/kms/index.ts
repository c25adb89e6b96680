export { KeyAuthority } from './authority.ts'
export { contextConditions, useKey, type KeyUse } from './key-operation.ts'
export { resolveKey } from './resolve-key.ts'
export { kmsService } from './operations.ts'
