import type { Command } from 'commander'
import { addAssessOptions, type AssessFlags } from './options.ts'
import { stepBack } from './step-back.ts'

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
        // It is in no hurry, least of all where it shares a machine with the server.
        stepBack()
        // The clients of the SDK are large, and no other command needs them.
        const { runAssessment } = await import('./run-assessment.ts')
        ends(await runAssessment(flags))
      }),
  )
}
