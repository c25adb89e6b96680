import type { Command } from 'commander'
import { addAssessOptions, type AssessFlags } from './options.ts'

/**
 * `strongroom assess`: the review of a running server. `ends` is told the exit code: 0 all pass,
 * 1 something to review, 2 something to remediate.
 */
export function addAssess(program: Command, ends: (code: number) => void): void {
  addAssessOptions(
    program
      .command('assess')
      .description('review every security control of a running server, with evidence')
      .action(async (flags: AssessFlags) => {
        // The clients of the SDK are large, and no other command needs them.
        const { runAssessment } = await import('./run-assessment.ts')
        ends(await runAssessment(flags))
      }),
  )
}
