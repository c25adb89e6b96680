import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalPath, canonicalQuery, normalizePath, parseQuery } from './uri.ts'

test('normalizes paths as the signers do', () => {
  const paths: [string, string][] = [
    ['/', '/'],
    ['//', '/'],
    ['/a/b/..', '/a'],
    ['/a/./b/', '/a/b/'],
    ['/../../a', '/a'],
    ['/a//b', '/a/b'],
    ['/%2E%2E/a', '/%2E%2E/a'],
    ['', ''],
  ]
  for (const [path, normal] of paths) assert.equal(normalizePath(path), normal, path)
})

test('encodes a path a second time', () => {
  assert.equal(canonicalPath('/a%20b/~c'), '/a%2520b/~c')
})

test('a target without a path is not the root', () => {
  assert.notEqual(canonicalPath(''), canonicalPath('/'))
})

test('decodes, encodes and sorts parameters', () => {
  const queries: [string, string][] = [
    ['', ''],
    ['b=2&a=1', 'a=1&b=2'],
    ['a=2&a=1&a', 'a=&a=1&a=2'],
    ['a-=1&a=2', 'a=2&a-=1'],
    ['a=x+y%20z', 'a=x%20y%20z'],
    ['a=%41%2f', 'a=A%2F'],
    ['a=b=c', 'a=b%3Dc'],
    ['&&a=1&', 'a=1'],
    ['a=%&b=%4&c=%zz', 'a=%25&b=%254&c=%25zz'],
    ['=1', '=1'],
    ['\u00e1\u0088\u00b4=1', '%E1%88%B4=1'],
  ]
  for (const [query, canonical] of queries) {
    assert.equal(canonicalQuery(parseQuery(query, 100) ?? []), canonical, query)
  }
})

test('gives up on more parameters than allowed', () => {
  assert.equal(parseQuery('a&b&c', 3)?.length, 3)
  assert.equal(parseQuery('a&b&c&d', 3), undefined)
})
