import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { renderTranscript } from '../../src/app/transcript.ts'
import { absent, run, startReachable } from './programs.ts'

const skip = (await absent('aws', ['--version'])) || (await absent('bash', ['--version']))
const options = { skip, timeout: 900_000 }
const readme = fileURLToPath(new URL('../../../../../README.md', import.meta.url))
const main = fileURLToPath(new URL('../../bundle/app/main.js', import.meta.url))

interface Shell {
  /** What the lines print, errors included, with single spaces. */
  answer(lines: string): Promise<string>
  /** Of the transcript: what makes the table, and what makes the user. */
  readonly table: string
  readonly user: string
  readonly folder: string
}

/** A shell of somebody who pastes what `start` prints. */
async function open(t: TestContext): Promise<Shell> {
  const reachable = await startReachable()
  const folder = await mkdtemp(join(tmpdir(), 'strongroom-tutorial-'))
  t.after(async () => {
    await reachable.close()
    await rm(folder, { recursive: true })
  })
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = reachable.env
  const env = {
    ...reachable.env,
    STRONGROOM_ROOT_ACCESS_KEY_ID: AWS_ACCESS_KEY_ID,
    STRONGROOM_ROOT_SECRET_ACCESS_KEY: AWS_SECRET_ACCESS_KEY,
  }
  const printed = renderTranscript({
    endpoint: reachable.server.endpoint,
    httpEndpoint: undefined,
    region: 'us-east-1',
    guardedBy: 'nothing',
    authorityFile: reachable.ca,
    credentials: { kind: 'environment' },
  })
  const between = (from: string, to: string): string =>
    printed.slice(printed.indexOf(from) + from.length, printed.indexOf(to))
  const paste = 'Paste into another shell:'
  const root = 'Root may do everything; make a user who may not.'
  const table = between(paste, root)
  const [, ...user] = between(root, 'Or, with the same exports').split('\n')
  const exports = table
    .split('\n')
    .filter(
      (line) => line.startsWith('export AWS_ENDPOINT_URL=') || line.includes('AWS_CA_BUNDLE='),
    )
  return {
    folder,
    table,
    user: user.join('\n'),
    async answer(lines) {
      const script = [
        ...exports,
        `cd '${folder}'`,
        `strongroom() { '${process.execPath}' '${main}' "$@"; }`,
        'exec 2>&1',
        lines,
      ].join('\n')
      const { stdout } = await run('bash', ['-c', script], env)
      return folded(stdout)
    },
  }
}

function folded(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

test(
  'what start prints makes a user who reads and changes her own rows alone',
  options,
  async (t) => {
    const shell = await open(t)
    assert.match(await shell.answer(shell.table), /Sinnerman/)
    const answer = await shell.answer(shell.user)
    assert.equal(answer.match(/AccessDeniedException/g)?.length, 1, answer)
    assert.match(answer, /nina is not authorized to perform: dynamodb:GetItem/)
  },
)

interface Step {
  readonly command: string
  readonly output: string
}

/** Commands of a block, which begin with `$ `, and what is printed below each. */
function stepsOf(block: string): Step[] {
  return block
    .split(/^\$ /m)
    .slice(1)
    .map((text) => {
      const lines = text.split('\n')
      let end = 1
      while (lines[end - 1]?.endsWith('\\') === true) end++
      if (lines[0]?.endsWith('{') === true) end = lines.findIndex((line) => line.trim() === '}') + 1
      return {
        command: lines.slice(0, end).join('\n'),
        output: folded(lines.slice(end).join('\n')),
      }
    })
}

test('the tutorial of a first user in README is as it is printed there', options, async (t) => {
  const shell = await open(t)
  await shell.answer(shell.table)
  const text = await readFile(readme, 'utf8')
  const [section = ''] = text
    .slice(text.indexOf('## A first user of few rights'))
    .split(/^## (?!A first)/m)
  const blocks = [...section.matchAll(/^```\n([^]*?)^```/gm)].map(([, block = '']) => block)
  const steps = blocks.flatMap(stepsOf)
  assert(steps.length >= 8, 'the tutorial was found')
  const shown = steps.find(({ command }) => command.startsWith('cat '))
  await writeFile(join(shell.folder, 'own-rows.json'), fileIn(blocks))
  // One shell for all, as variables and functions stay; a line of its own parts their answers.
  const script = steps.map(({ command }) => `${command}\necho '<<<next>>>'`).join('\n')
  const denied = `nina get-item --table-name Music --key '{"Artist": {"S": "Nina Simone"}, "Song": {"S": "Sinnerman"}}'`
  const more = [
    `nina get-item --table-name Music --projection-expression Song --key '{"Artist": {"S": "nina"}, "Song": {"S": "Sinnerman"}}'`,
    `${denied} --projection-expression Song`,
    'nina scan --table-name Music',
    `nina update-item --table-name Music --key '{"Artist": {"S": "nina"}, "Song": {"S": "Sinnerman"}}' --condition-expression 'attribute_not_exists(Artist)' --return-values-on-condition-check-failure ALL_OLD`,
  ]
  const answers = (await shell.answer(`${script}\n${more.join("\necho '<<<next>>>'\n")}`)).split(
    '<<<next>>>',
  )
  for (const [at, { command, output }] of steps.entries()) {
    if (command !== shown?.command) {
      assert(answers[at]?.includes(output) === true, `${command}\n${answers[at] ?? ''}\n${output}`)
    }
  }
  const [own = '', ...others] = answers.slice(steps.length)
  assert.match(own, /Sinnerman/)
  assert.equal(others.length, 3)
  for (const other of others) assert.match(other, /AccessDeniedException/)
})

/** The file that the tutorial shows. */
function fileIn(blocks: readonly string[]): string {
  const found = /^\$ cat own-rows\.json\n([^]*?)^\$ /m.exec(blocks.join('\n'))?.[1]
  assert(found !== undefined, 'the tutorial shows its policy')
  return found
}
