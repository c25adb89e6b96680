import type { RowSealer } from '../../base/index.ts'
import { defaultSelectors } from './selectors.ts'
import type { Trail } from './trail.ts'

/** Seals nothing, but opens a row under its own owner and key only. */
export const openSealer: RowSealer = {
  seal: (owner, key, head, body) => Buffer.concat([bound(owner, key), head, body]),
  open(owner, key, value) {
    const { length } = bound(owner, key)
    if (!value.subarray(0, length).equals(bound(owner, key))) throw new Error('the row was moved')
    return value.subarray(length)
  },
}

function bound(owner: string, key: Buffer): Buffer {
  return Buffer.from(`${owner} ${key.toString('hex')} `, 'latin1')
}

export function someTrail(part: Partial<Trail> = {}): Trail {
  return {
    id: part.name ?? 'trail',
    accountId: '111122223333',
    name: 'trail',
    homeRegion: 'eu-west-1',
    bucket: 'logs',
    prefix: undefined,
    globalEvents: true,
    multiRegion: false,
    validation: true,
    validationSince: 1,
    recursive: true,
    selectors: defaultSelectors,
    tags: [],
    createdAt: 1,
    logging: true,
    startedAt: 1,
    stoppedAt: undefined,
    ...part,
  }
}
