export { KeyAuthority } from './authority.ts'
export { useKey } from './key-operation.ts'
export { kmsService } from './operations.ts'
