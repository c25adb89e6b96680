import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { limits } from '../../base/index.ts'
import type { WireTable } from '../../generated/wire-table.ts'
import { readForm } from './query-form.ts'
import { inputOf } from './query-input.ts'
import { escapeXml, xmlMembers } from './xml.ts'

const table: WireTable = {
  dialect: 'query',
  version: '1',
  namespace: 'x',
  operations: {},
  shapes: {
    In: {
      type: 'structure',
      members: [
        { name: 'Name', shape: 'Text' },
        { name: 'Names', shape: 'Texts' },
        { name: 'Flat', shape: 'FlatTexts' },
        { name: 'Parts', shape: 'Parts' },
        { name: 'Map', shape: 'Map' },
        { name: 'On', shape: 'On' },
        { name: 'Size', shape: 'Size' },
        { name: 'At', shape: 'At', out: 'when' },
      ],
    },
    Texts: { type: 'list', of: 'Text' },
    FlatTexts: { type: 'list', of: 'Text', flat: true },
    Parts: { type: 'list', of: 'Part', wire: 'part' },
    Part: { type: 'structure', members: [{ name: 'Key', shape: 'Text' }] },
    Map: { type: 'map', of: 'Size' },
    On: { type: 'boolean' },
    Size: { type: 'integer' },
    At: { type: 'timestamp' },
  },
}

const read = (text: string): object => inputOf(table, 'In', readForm(text))

describe('inputOf', () => {
  it('nests what the names nest', () => {
    assert.deepEqual(
      read(
        'Action=X&Name=a+b%26&Names.member.2=second&Names.member.1=first&Names.member.10=tenth' +
          '&Flat.1=x&Parts.part.1.Key=k&Map.entry.1.key=a&Map.entry.1.value=5&On=true&Size=-3' +
          '&At=2026-01-02T03:04:05Z&Unknown.member.1=z',
      ),
      {
        Name: 'a b&',
        Names: ['first', 'second', 'tenth'],
        Flat: ['x'],
        Parts: [{ Key: 'k' }],
        Map: { a: 5 },
        On: true,
        Size: -3,
        At: 1767323045,
      },
    )
    assert.deepEqual(read('Names=&Name='), { Names: [], Name: '' })
  })

  it('takes no name of a client for a member', () => {
    const input = read('__proto__.Name=x&constructor=y&Names.member.__proto__=z')
    assert.deepEqual(input, { Names: [] })
    assert.equal(Object.getPrototypeOf(input), Object.prototype)
  })

  it('refuses what cannot be read, comes twice, or is too much', () => {
    const deep = `Name${'.a'.repeat(limits.formDepth)}=1`
    const many = Array.from({ length: limits.formParameters + 1 }, (_, at) => `a${String(at)}=`)
    for (const bad of [
      'On=yes',
      'Size=1.5',
      'Size=',
      'At=noon',
      'Name=a&Name=a',
      'Map.entry.1.key=a',
      deep,
      many.join('&'),
    ]) {
      assert.throws(() => read(bad), { code: 'MalformedInput' })
    }
  })
})

describe('XML', () => {
  it('writes what it reads, with text escaped', () => {
    const text = xmlMembers(table, 'In', {
      Name: '<a href="&">\r\u0001',
      Names: ['1', '2'],
      Parts: [{ Key: 'k' }],
      Map: { '<': 5 },
      On: false,
      Size: undefined,
      At: 1767323045.9,
      Unknown: 'x',
    })
    assert.equal(
      text,
      '<Name>&lt;a href=&quot;&amp;&quot;&gt;&#xD;\ufffd</Name>' +
        '<Names><member>1</member><member>2</member></Names><Parts><part><Key>k</Key></part></Parts>' +
        '<Map><entry><key>&lt;</key><value>5</value></entry></Map><On>false</On>' +
        '<when>2026-01-02T03:04:05Z</when>',
    )
    assert.equal(escapeXml('\ud800a😀'), '\ufffda😀')
  })
})
