import { createHash } from 'node:crypto'
import { limits, type Clock } from '../base/index.ts'
import { redacted } from './redact.ts'

/** What was asked, and what came back. */
export interface Evidence {
  readonly asked: string
  /** Secrets left out, and trimmed. */
  readonly answered: string
  /** ISO 8601, when the answer was there. */
  readonly at: string
  /** Of the whole answer, in hexadecimal: without its secrets, and before it was trimmed. */
  readonly sha256: string
}

/** Writes down what a run asked. Knows the secrets of the run, so that none can be written. */
export class Notebook {
  readonly #clock: Clock
  readonly #secrets: string[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** A value that no evidence may show, wherever it appears. */
  keepSecret(value: string): void {
    if (value.length >= limits.assessedSecretCharacters) this.#secrets.push(value)
  }

  write(asked: unknown, answered: unknown): Evidence {
    const whole = this.#text(answered)
    return {
      asked: trimmed(this.#text(asked), limits.evidenceAskedCharacters),
      answered: trimmed(whole, limits.evidenceAnsweredCharacters),
      at: new Date(this.#clock.now()).toISOString(),
      sha256: createHash('sha256').update(whole, 'utf8').digest('hex'),
    }
  }

  /** A sentence without the secrets of the run. */
  clean(text: string): string {
    let shown = text
    for (const secret of this.#secrets) shown = shown.replaceAll(secret, '[secret]')
    return shown
  }

  #text(value: unknown): string {
    return this.clean(typeof value === 'string' ? value : redacted(value))
  }
}

function trimmed(text: string, characters: number): string {
  if (text.length <= characters) return text
  return `${text.slice(0, characters)}… (${String(text.length)} characters)`
}
