import type { Path, Step, Violations } from './violations.ts'

/** How values of one shape, in one kind of place, are read and judged. Compiled once from the table. */
export interface ShapeCodec {
  /** Judges JSON types and copies what is known. Throws SerializationException. */
  read(raw: unknown): unknown
  /** Whether an element that is null is read too; otherwise it is kept as null, which is a violation. */
  readonly readsNull?: true
  /** Adds what the value breaks. Absent: nothing below this shape can break anything. */
  readonly check: ((value: unknown, path: Path, found: Violations) => void) | undefined
}

/** The step to an element; the name of a map's element is a client's text and keeps its case. */
export function elementStep(key: string | number): Step {
  const text = `${key}.member`
  return { camel: text, pascal: text }
}
