import { createHmac } from 'node:crypto'
import type { Secret, RowSealer } from '../../base/index.ts'
import type { Entry, Write } from '../../storage/kv.ts'
import type { Alert } from './alert.ts'

/**
 * Storage keys of alerts:
 *
 *     state       0x31 · 01
 *     queue       0x31 · 02 · number (u64)
 *     remembered  0x31 · 03 · MAC(what it is, whose it is) (16)
 *     targets     0x31 · 04 · name
 *     held        0x31 · 05 · number (u64) · name
 *     aside       0x31 · 06 · name · 00 · number (u64)
 */
const space = 0x31
const kinds = { state: 1, queue: 2, remembered: 3, target: 4, held: 5, aside: 6 } as const
const owner = 'alerts'
const noBytes = Buffer.alloc(0)

/** How far alerts are. */
export interface State {
  /** Up to where the log was read. */
  readonly cursor: readonly string[]
  /** The numbers in the queue: from the first, up to and without the next. */
  readonly first: number
  readonly next: number
}

/** How far a target is, and who delivers to it. */
export interface TargetState {
  /** The number of the first alert that was not tried. */
  readonly next: number
  /** Alerts before it that it did not take, each in a row of its own. */
  readonly held?: readonly Held[]
  /** Numbers from the next on that it took before their turn. */
  readonly ahead?: readonly number[]
  /** When it last took an alert, in milliseconds. */
  readonly took?: number
  /** How many were set aside and are kept, each in a row of its own. */
  readonly aside?: number
  readonly owner: string
  /** Until when the owner has it for itself, in milliseconds. */
  readonly until: number
}

/** An alert that is tried again for itself, while those behind it pass. */
export interface Held {
  readonly number: number
  readonly tries: number
  /** Tries between which, or in whose course, the target took another: so they failed for a reason of the alert's own. */
  readonly refused?: number
  /** When it is tried again, in milliseconds. */
  readonly due: number
}

export const stateKey = Buffer.of(space, kinds.state)

export function queueKey(number: number): Buffer {
  return numbered(kinds.queue, number)
}

export function heldKey(target: string, number: number): Buffer {
  return Buffer.concat([numbered(kinds.held, number), Buffer.from(target)])
}

/** Where the alerts begin that were set aside for a target, from a number on, or end. */
export function asideKey(target: string, number: number): Buffer {
  const head = Buffer.concat([Buffer.of(space, kinds.aside), Buffer.from(target)])
  return Buffer.concat([head, Buffer.of(0), numbered(kinds.aside, number).subarray(2)])
}

export function endOfAside(target: string): Buffer {
  return Buffer.concat([Buffer.of(space, kinds.aside), Buffer.from(target), Buffer.of(1)])
}

function numbered(kind: number, number: number): Buffer {
  const key = Buffer.alloc(10)
  key.set([space, kind])
  key.writeBigUInt64BE(BigInt(number), 2)
  return key
}

export function numberOf({ key }: Entry): number {
  return Number(key.readBigUInt64BE(2))
}

export function numberOfAside({ key }: Entry): number {
  return Number(key.readBigUInt64BE(key.length - 8))
}

export function targetKey(name: string): Buffer {
  return Buffer.concat([Buffer.of(space, kinds.target), Buffer.from(name)])
}

/** The rows of alerts, sealed. */
export class AlertRows {
  readonly #sealer: RowSealer
  readonly #macKey: Secret

  /** `macKey` hides what is remembered of whom. */
  constructor(sealer: RowSealer, macKey: Secret) {
    this.#sealer = sealer
    this.#macKey = macKey
  }

  rememberedKey(slot: string, id: string): Buffer {
    const mac = createHmac('sha256', this.#macKey.reveal()).update(`${slot}\0${id}`).digest()
    return Buffer.concat([Buffer.of(space, kinds.remembered), mac.subarray(0, 16)])
  }

  row(key: Buffer, value: object): Write {
    const text = Buffer.from(JSON.stringify(value), 'utf8')
    return { key, value: this.#sealer.seal(owner, key, noBytes, text) }
  }

  open({ key, value }: Entry): unknown {
    return JSON.parse(this.#sealer.open(owner, key, value).toString('utf8'))
  }

  openState(entry: Entry): State {
    return this.open(entry) as State
  }

  openTarget(entry: Entry): TargetState {
    return this.open(entry) as TargetState
  }

  openAlert(entry: Entry): Alert {
    return this.open(entry) as Alert
  }
}
