import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

/** Files that are loaded at once when this one is; what `import()` loads comes later. */
function loaded(start: URL): ReadonlySet<string> {
  const found = new Set<string>()
  const waiting = [start]
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (found.has(file.href)) continue
    found.add(file.href)
    if (!existsSync(fileURLToPath(file))) continue
    const text = readFileSync(file, 'utf8')
    for (const [, specifier = ''] of text.matchAll(
      /^(?:import|export)\s(?:[^'";]*\sfrom\s)?['"]([^'"]+)['"]/gm,
    )) {
      if (specifier.startsWith('.')) waiting.push(new URL(specifier, file))
      else found.add(specifier)
    }
  }
  return found
}

describe('the start of the server', () => {
  it('loads nothing of the assessment, nor the clients of the AWS SDK', () => {
    for (const entry of ['../../src/app/main.js', '../../src/index.js']) {
      const files = [...loaded(new URL(entry, import.meta.url))]
      assert(files.length > 100)
      const wrong = files.filter((file) => /@aws-sdk|\/src\/assess\/|run-assessment/.test(file))
      assert.deepEqual(wrong, [])
    }
  })
})
