import { Argument, Option, type Command } from 'commander'
import type { PolicyKind } from '../../../security/policy/index.ts'
import { StartError } from '../../exit.ts'
import { faultLine, parseFile } from './read-policy.ts'

const kinds: readonly PolicyKind[] = [
  'identity',
  'boundary',
  'session',
  'resource',
  'trust',
  'key',
  'endpoint',
  'scp',
  'rcp',
]

/** `strongroom policy check`: whether documents are policies, and where not. */
export function addPolicyCheck(policy: Command): void {
  policy
    .command('check')
    .description('tell whether files are valid policies, and where they are not')
    .addArgument(new Argument('<files...>', 'policy documents'))
    .addOption(
      new Option('--kind <kind>', 'what the documents are for')
        .choices(kinds)
        .default('identity' satisfies PolicyKind),
    )
    .action((files: string[], { kind }: { kind: PolicyKind }) => {
      const faults = check(files, kind)
      if (faults === 0) return
      const word = faults === 1 ? 'document is' : 'documents are'
      throw new StartError('refused', `${String(faults)} ${word} not valid`)
    })
}

/** Prints one line for each file; the number of those that are not valid. */
function check(files: readonly string[], kind: PolicyKind): number {
  let faults = 0
  for (const file of files) {
    const outcome = parseFile(file, kind)
    if (outcome.ok) {
      const { length } = outcome.policy.statements
      const statements = `${String(length)} ${length === 1 ? 'statement' : 'statements'}`
      process.stdout.write(`${file}: valid ${kind} policy, ${statements}\n`)
    } else {
      faults += 1
      process.stdout.write(`${faultLine(file, outcome)}\n`)
    }
  }
  return faults
}
