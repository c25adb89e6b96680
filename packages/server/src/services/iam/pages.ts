import { validationError } from '../../errors/index.ts'

export interface PageRequest {
  readonly Marker?: string | undefined
  readonly MaxItems?: number | undefined
}

export interface PageResult {
  readonly IsTruncated: boolean
  readonly Marker?: string | undefined
}

const standardItems = 100

/** A list that is at hand as a whole, sorted, cut into pages. `nameOf` gives each element's unique name. */
export function pageOf<T>(
  all: readonly T[],
  nameOf: (element: T) => string,
  { Marker, MaxItems = standardItems }: PageRequest,
): { readonly items: T[]; readonly page: PageResult } {
  const after = Marker === undefined ? undefined : readMarker(Marker)
  const rest = after === undefined ? all : all.filter((element) => nameOf(element) > after)
  const items = rest.slice(0, MaxItems)
  const last = items.at(-1)
  return rest.length > items.length && last !== undefined
    ? { items, page: { IsTruncated: true, Marker: marker(nameOf(last)) } }
    : { items, page: { IsTruncated: false } }
}

/** Of a page that ends before the list does. */
export function pageUpTo(name: string): PageResult {
  return { IsTruncated: true, Marker: marker(name) }
}

/** Sorted as pages are: by code units. */
export function sortedBy<T>(all: readonly T[], nameOf: (element: T) => string): T[] {
  return [...all].sort((left, right) => (nameOf(left) < nameOf(right) ? -1 : 1))
}

/**
 * Pages over rows: `next` gives up to a number of them behind a name. Rows that `wanted` drops are read
 * over, so that a page is full unless the list is at its end.
 */
export async function pageOfRows<T>(
  next: (after: string | undefined, limit: number) => Promise<{ last: string; value: T }[]>,
  wanted: (value: T) => boolean,
  { Marker, MaxItems = standardItems }: PageRequest,
): Promise<{ readonly items: T[]; readonly page: PageResult }> {
  let after = Marker === undefined ? undefined : readMarker(Marker)
  const items: T[] = []
  for (;;) {
    const found = await next(after, MaxItems + 1)
    for (const { last, value } of found) {
      if (!wanted(value)) after = last
      else if (items.length === MaxItems) {
        return { items, page: { IsTruncated: true, Marker: marker(after ?? '') } }
      } else {
        items.push(value)
        after = last
      }
    }
    if (found.length <= MaxItems) return { items, page: { IsTruncated: false } }
  }
}

function marker(name: string): string {
  return Buffer.from(name, 'utf8').toString('base64')
}

function readMarker(text: string): string {
  const name = Buffer.from(text, 'base64').toString('utf8')
  if (marker(name) !== text) throw validationError(`Invalid Marker.`)
  return name
}
