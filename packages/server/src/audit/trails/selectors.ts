/** Event selectors in the form of the wire, every default filled in. */
export type EventSelectors =
  | { readonly kind: 'basic'; readonly selectors: readonly BasicSelector[] }
  | { readonly kind: 'advanced'; readonly selectors: readonly AdvancedSelector[] }

export interface BasicSelector {
  readonly ReadWriteType: 'All' | 'ReadOnly' | 'WriteOnly'
  readonly IncludeManagementEvents: boolean
  readonly DataResources: readonly { readonly Type: string; readonly Values: readonly string[] }[]
  readonly ExcludeManagementEventSources: readonly string[]
}

export interface AdvancedSelector {
  readonly Name?: string | undefined
  readonly FieldSelectors: readonly FieldSelector[]
}

export interface FieldSelector {
  readonly Field: string
  readonly Equals?: readonly string[] | undefined
  readonly StartsWith?: readonly string[] | undefined
  readonly EndsWith?: readonly string[] | undefined
  readonly NotEquals?: readonly string[] | undefined
  readonly NotStartsWith?: readonly string[] | undefined
  readonly NotEndsWith?: readonly string[] | undefined
}

export const operators = [
  'Equals',
  'StartsWith',
  'EndsWith',
  'NotEquals',
  'NotStartsWith',
  'NotEndsWith',
] as const
export type Operator = (typeof operators)[number]

/** What a new trail has: every management event, and no data. */
export const defaultSelectors: EventSelectors = {
  kind: 'basic',
  selectors: [
    {
      ReadWriteType: 'All',
      IncludeManagementEvents: true,
      DataResources: [],
      ExcludeManagementEventSources: [],
    },
  ],
}

/** Whether a trail selects otherwise than a new one. */
export function isCustom(selectors: EventSelectors): boolean {
  return JSON.stringify(selectors) !== JSON.stringify(defaultSelectors)
}
