/** Event selectors as a record shows them: members with a small first letter, defaults left out. */
export interface ShownSelectors {
  readonly basic: readonly ShownBasic[]
  readonly advanced: readonly ShownAdvanced[]
}

interface ShownBasic {
  readonly readWriteType?: string
  readonly includeManagementEvents?: boolean
  readonly dataResources?: readonly {
    readonly type?: string
    readonly values?: readonly string[]
  }[]
  readonly excludeManagementEventSources?: readonly string[]
}

interface ShownAdvanced {
  readonly name?: string
  readonly fieldSelectors?: readonly Readonly<Record<string, unknown>>[]
}

/**
 * Whether the new selectors certainly select all that the old ones did: for each of the old there is a new one that is
 * no narrower. False does not mean that something is left out.
 */
export function coversSelectors(after: ShownSelectors, before: ShownSelectors): boolean {
  return (
    before.basic.every((old) => after.basic.some((now) => coversBasic(now, old))) &&
    before.advanced.every((old) => after.advanced.some((now) => coversAdvanced(now, old)))
  )
}

function coversBasic(now: ShownBasic, old: ShownBasic): boolean {
  const { readWriteType: type = 'All' } = now
  if (type !== 'All' && type !== (old.readWriteType ?? 'All')) return false
  if (now.includeManagementEvents === false && old.includeManagementEvents !== false) return false
  const excluded = old.excludeManagementEventSources ?? []
  if (!(now.excludeManagementEventSources ?? []).every((each) => excluded.includes(each))) {
    return false
  }
  return (old.dataResources ?? []).every((wanted) =>
    (wanted.values ?? []).every((value) =>
      (now.dataResources ?? []).some(
        ({ type: kind, values = [] }) =>
          kind === wanted.type &&
          values.some((each) => value === each || value.startsWith(`${each}:`)),
      ),
    ),
  )
}

/** With fewer fields, or the same ones, it selects no less. */
function coversAdvanced(now: ShownAdvanced, old: ShownAdvanced): boolean {
  const fields = new Set((old.fieldSelectors ?? []).map((field) => JSON.stringify(field)))
  return (now.fieldSelectors ?? []).every((field) => fields.has(JSON.stringify(field)))
}
