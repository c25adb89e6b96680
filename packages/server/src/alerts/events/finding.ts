/** What a rule has to say of an event. */
export interface Finding {
  /** One sentence. */
  readonly message: string
  /** Facts beyond those of the event. */
  readonly details?: Readonly<Record<string, unknown>>
}
