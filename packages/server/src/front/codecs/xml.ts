import type { WireTable } from '../../generated/wire-table.ts'

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
}

/** Text as XML content. What XML 1.0 cannot hold at all becomes the replacement character. */
export function escapeXml(text: string): string {
  return text.replace(
    /[&<>"\r\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
    (character) => escapes[character] ?? '\ufffd',
  )
}

/** The members of an output as elements, in the order of the shape. What is undefined is left out. */
export function xmlMembers(table: WireTable, shape: string, value: object): string {
  const description = table.shapes[shape]
  if (description?.type !== 'structure') return ''
  let text = ''
  for (const member of description.members) {
    const part = (value as Record<string, unknown>)[member.name]
    if (part === undefined || part === null) continue
    text += xmlElement(table, member.out ?? member.name, member.shape, part)
  }
  return text
}

function xmlElement(table: WireTable, tag: string, shape: string, value: unknown): string {
  const description = table.shapes[shape]
  switch (description?.type) {
    case 'structure':
      return `<${tag}>${xmlMembers(table, shape, value as object)}</${tag}>`
    case 'list': {
      const { of, wire, flat } = description
      const itemTag = flat === true ? tag : (wire ?? (table.dialect === 'ec2' ? 'item' : 'member'))
      const items = (value as readonly unknown[]).map((item) =>
        xmlElement(table, itemTag, of, item),
      )
      return flat === true ? items.join('') : `<${tag}>${items.join('')}</${tag}>`
    }
    case 'map': {
      const entries = Object.entries(value as Record<string, unknown>).map(
        ([key, item]) =>
          `<entry><key>${escapeXml(key)}</key>${xmlElement(table, 'value', description.of, item)}</entry>`,
      )
      return `<${tag}>${entries.join('')}</${tag}>`
    }
    case 'timestamp':
      return `<${tag}>${isoTime(value as number, table.dialect)}</${tag}>`
    default:
      return `<${tag}>${escapeXml(String(value))}</${tag}>`
  }
}

/** Seconds since 1970 as text: whole seconds, but for EC2, which shows milliseconds. */
function isoTime(seconds: number, dialect: WireTable['dialect']): string {
  const text = new Date(seconds * 1000).toISOString()
  return dialect === 'ec2' ? text : `${text.slice(0, 19)}Z`
}
