/** Flat, low-cardinality facts about one event. Never item values, never secrets. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>

/** The port that the layers log to; `app/` decides whether people or machines read it. */
export interface Logger {
  debug(event: string, fields?: LogFields): void
  info(event: string, fields?: LogFields): void
  warn(event: string, fields?: LogFields): void
  /** `error` is written with its stack. */
  error(event: string, error: unknown, fields?: LogFields): void
}

export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
}
