import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { promisify } from 'node:util'
import { renderHtml } from '../../src/assess/report/html.ts'
import { sampleReport } from '../../src/assess/report/sample.test-support.ts'

const browser = ['chromium', 'chromium-browser', 'google-chrome'].find(
  (name) => spawnSync(name, ['--version']).status === 0,
)
const skip = browser === undefined ? 'there is no Chromium here (Debian: chromium)' : false

interface AxeResult {
  readonly violations: readonly {
    readonly id: string
    readonly nodes: readonly { readonly html: string }[]
  }[]
  readonly passes: number
  readonly dark: boolean
  readonly wide: boolean
}

/** What runs in the page once it is there, and leaves its result in the document. */
const probe = `
  axe.run(document, { resultTypes: ['violations'] }).then(({ violations, passes }) => {
    const left = document.createElement('output')
    left.id = 'axe'
    left.textContent = encodeURIComponent(JSON.stringify({
      violations: violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => ({ html })) })),
      passes: passes.length,
      dark: matchMedia('(prefers-color-scheme: dark)').matches,
      wide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
    }))
    document.body.append(left)
  })`

describe('the page of a review in a browser', { skip }, () => {
  let folder = ''
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'strongroom-page-'))
    const axe = await readFile(
      createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
      'utf8',
    )
    // The page lets no script run; this copy does, so that it can be looked at from inside.
    const page = renderHtml(sampleReport)
      .replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '')
      .replaceAll('<details>', '<details open>')
      .replace('</body>', () => `<script>${axe}</script><script>${probe}</script></body>`)
    await writeFile(join(folder, 'page.html'), page)
  })
  after(() => rm(folder, { recursive: true }))

  for (const [scheme, number] of Object.entries({ dark: 0, light: 1 })) {
    for (const width of [1200, 400]) {
      it(`is accessible and fits, ${scheme}, ${String(width)} wide`, async () => {
        const { stdout } = await promisify(execFile)(
          browser ?? '',
          [
            '--headless=new',
            '--no-sandbox',
            '--disable-gpu',
            `--user-data-dir=${join(folder, `profile-${scheme}-${String(width)}`)}`,
            `--blink-settings=preferredColorScheme=${String(number)}`,
            `--window-size=${String(width)},900`,
            '--virtual-time-budget=20000',
            '--dump-dom',
            `file://${join(folder, 'page.html')}`,
          ],
          { maxBuffer: 64 * 1024 * 1024 },
        )
        const found = /<output id="axe">([^<]*)</.exec(stdout)?.[1]
        assert(found !== undefined, 'axe said nothing')
        const { violations, passes, dark, wide } = JSON.parse(
          decodeURIComponent(found),
        ) as AxeResult
        assert.deepEqual(violations, [])
        assert(passes > 10)
        assert.equal(dark, scheme === 'dark')
        assert(!wide, 'it is wider than its window')
      })
    }
  }
})
