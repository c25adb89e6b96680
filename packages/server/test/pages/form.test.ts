import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { silentLogger } from '../../src/base/index.ts'
import {
  withAddon,
  changedPages,
  items,
  makePlace,
  open,
  overwrite,
  pageOf,
  readItems,
  twoRounds,
  writeRound,
  type Place,
} from './place.ts'

/** What the store logs when it is opened. */
async function pagesLine(place: Place, pages: 'checked' | 'unchecked'): Promise<unknown> {
  let line: unknown
  const info = (event: string, fields?: { pages?: unknown }): void => {
    if (event === 'storage.opened') line = fields?.pages
  }
  const store = await open(place, { pages, logger: { ...silentLogger, info } })
  assert.equal((await readItems(store, 2)).right, items)
  await store.close()
  return line
}

test(
  'a store without tags gets them, loses them by the setting alone, and gets them again',
  withAddon,
  async (t) => {
    const place = makePlace(t)
    const { oldData } = await twoRounds(place, { pages: 'unchecked' })
    assert.equal(existsSync(place.pages), false)
    assert.equal(await pagesLine(place, 'checked'), 'fresh')
    assert.equal(existsSync(place.pages), true)
    assert.equal(await pagesLine(place, 'checked'), 'fresh')
    assert.equal(await pagesLine(place, 'unchecked'), 'unchecked')
    assert.equal(existsSync(place.pages), false)
    assert.equal(await pagesLine(place, 'checked'), 'fresh')

    const [page = 0] = changedPages(oldData, readFileSync(place.data)).slice(-5)
    overwrite(place.data, [pageOf(oldData, page)])
    const store = await open(place)
    const seen = await readItems(store, 2)
    assert.equal(seen.old, 0)
    assert.ok(seen.refused.length > 0)
    await store.close()
  },
)

test('tags of a change to them that was cut off are made anew', withAddon, async (t) => {
  const place = makePlace(t)
  await twoRounds(place, { pages: 'unchecked' })
  assert.equal(await pagesLine(place, 'checked'), 'fresh')
  const stale = readFileSync(place.pages)
  // The store says that it has none, as before the change was complete, and has been written since.
  assert.equal(await pagesLine(place, 'unchecked'), 'unchecked')
  const store = await open(place, { pages: 'unchecked' })
  await writeRound(store, 2)
  await store.close()
  writeFileSync(place.pages, stale)
  assert.equal(await pagesLine(place, 'checked'), 'fresh')
})

/** The store's code in a package that has no addons. */
function withoutAddons(): string {
  const folder = mkdtempSync(join(tmpdir(), 'strongroom-no-addon-'))
  const source = fileURLToPath(new URL('../../src', import.meta.url))
  for (const part of ['base', 'storage'])
    cpSync(join(source, part), join(folder, 'src', part), { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"name":"strongroom","type":"module"}')
  const modules = fileURLToPath(new URL('../../../../../node_modules', import.meta.url))
  symlinkSync(modules, join(folder, 'node_modules'))
  return folder
}

/** Opens and closes the store there; gives what it said. */
function openThere(folder: string, place: Place, pages: string): string {
  const script = `
    const { Secret, silentLogger } = await import('./src/base/index.js')
    const { openSqliteStore } = await import('./src/storage/sqlite/index.js')
    const said = []
    const logger = { ...silentLogger, warn: (event, fields) => said.push(event, fields.reason) }
    const pageKey = new Secret(Buffer.from('${place.pageKey.toString('hex')}', 'hex'))
    try {
      const store = await openSqliteStore({ directory: ${JSON.stringify(place.directory)}, pageKey, logger, pages: '${pages}' })
      await store.close()
    } catch (error) { said.push(error.reason, error.message) }
    console.log(said.join(' '))`
  writeFileSync(join(folder, 'open.js'), script)
  return execFileSync(process.execPath, ['open.js'], { cwd: folder, encoding: 'utf8' })
}

test(
  'without the addon a store that has tags is refused unless they are given up',
  withAddon,
  async (t) => {
    const folder = withoutAddons()
    t.after(() => {
      rmSync(folder, { recursive: true })
    })
    const plain = makePlace(t)
    mkdirSync(plain.directory, { recursive: true })
    assert.match(
      openThere(folder, plain, 'checked'),
      /^storage.pages-unchecked the addon was not built\n$/,
    )

    const place = makePlace(t)
    await twoRounds(place)
    const before = readFileSync(place.data)
    assert.match(
      openThere(folder, place, 'checked'),
      /^io .*cannot be checked here \(the addon was not built\).*--pages unchecked\n$/,
    )
    assert.ok(readFileSync(place.data).equals(before))
    assert.equal(await pagesLine(place, 'checked'), 'fresh')
    assert.match(
      openThere(folder, place, 'unchecked'),
      /^storage.pages-unchecked by the setting\n$/,
    )
    assert.match(
      openThere(folder, place, 'checked'),
      /^storage.pages-unchecked the addon was not built\n$/,
    )
    assert.equal(await pagesLine(place, 'checked'), 'fresh')
  },
)
