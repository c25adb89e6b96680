import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ParseCache } from './parse-cache.ts'
import { listReservedWords } from './reserved-words.ts'

describe('the cache of parsed texts', () => {
  function recording(
    entries: number,
    characters: number,
  ): { parsed: string[]; get(text: string): void } {
    const cache = new ParseCache<string>(entries, characters)
    const parsed: string[] = []
    return {
      parsed,
      get(text) {
        const tree = cache.get(text, () => {
          parsed.push(text)
          if (text === 'bad') throw new Error('bad')
          return text
        })
        assert.equal(tree, text)
        assert.ok(cache.size <= entries)
      },
    }
  }

  it('parses a text once, and lets go of those used longest ago', () => {
    const { parsed, get } = recording(2, 100)
    for (const text of ['a', 'b', 'a', 'c', 'a', 'b']) get(text)
    assert.deepEqual(parsed, ['a', 'b', 'c', 'b'])
  })

  it('bounds the texts together', () => {
    const { parsed, get } = recording(100, 10)
    for (const text of ['aaaa', 'bbbb', 'cccc', 'bbbb', 'aaaa', 'x'.repeat(11), 'y']) get(text)
    assert.deepEqual(parsed, ['aaaa', 'bbbb', 'cccc', 'aaaa', 'x'.repeat(11), 'y'])
  })

  it('does not keep what fails', () => {
    const { parsed, get } = recording(2, 100)
    for (const _ of [1, 2]) {
      assert.throws(() => {
        get('bad')
      })
    }
    assert.deepEqual(parsed, ['bad', 'bad'])
  })
})

it('there are 573 reserved words', () => {
  assert.equal(listReservedWords().length, 573)
})
