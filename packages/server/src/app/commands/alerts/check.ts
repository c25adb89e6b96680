import type { Command } from 'commander'
import { builtInRules } from '../../../alerts/index.ts'
import { readAlertRules } from '../../alert-rules.ts'
import { knownPolicies } from '../../existing-policies.ts'

/** `strongroom alerts check`: whether a file of rules is valid, and which rules hold with it. */
export function addAlertsCheck(alerts: Command): void {
  alerts
    .command('check <file>')
    .description('tell whether a file for --alert-rules is valid, and which rules hold with it')
    .action(async (file: string) => {
      const rules = await readAlertRules(file, builtInRules(knownPolicies))
      const lines = rules.map(
        ({ name, severity, description }) => `${severity.padEnd(8)}  ${name}: ${description}`,
      )
      process.stdout.write(`${lines.join('\n')}\n`)
    })
}
