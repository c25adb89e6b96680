import { Option, type Command } from 'commander'
import { settings } from '../../config/index.ts'

/** What commander parsed. */
export interface AssessFlags {
  readonly endpoint?: string
  readonly aws?: true
  readonly region?: string
  readonly profile?: string
  readonly ca?: string
  readonly plainEndpoint?: string
  readonly vpcEndpoint?: string
  readonly dataDir: string
  readonly keysDir: string
  readonly documents?: string
  readonly advisories?: string
  readonly passive?: true
  readonly patient?: true
  readonly format?: Format
  readonly output: readonly string[]
  readonly color: boolean
  readonly baseline?: string
  readonly waive: readonly string[]
  readonly reason: readonly string[]
  readonly until: readonly string[]
}

export const formats = ['terminal', 'html', 'markdown', 'json', 'oscal'] as const
export type Format = (typeof formats)[number]

const several = (value: string, before: readonly string[]): readonly string[] => [...before, value]

export function addAssessOptions(command: Command): Command {
  return command
    .option('--endpoint <url>', 'of the server (default: AWS_ENDPOINT_URL, or the local server)')
    .option(
      '--aws',
      'assess an AWS account instead: region and credentials from the usual chain, passive',
    )
    .option('--region <name>', 'that requests are signed for (default: AWS_REGION, or us-east-1)')
    .option('--profile <name>', 'of the shared credentials')
    .option('--ca <file>', 'to trust, PEM (default: ca.pem of the keys directory)')
    .option('--plain-endpoint <url>', 'a listener of plain HTTP, if there is one')
    .option('--vpc-endpoint <url>', 'a listener that is an endpoint of a VPC')
    .option(
      '--data-dir <dir>',
      'of the server, if it runs on this machine',
      settings.dataDir.standard,
    )
    .option(
      '--keys-dir <dir>',
      'of the server, if it runs on this machine',
      settings.keysDir.standard,
    )
    .option('--documents <dir>', 'documents that support the review, such as an SBOM')
    .option('--advisories <file>', 'what npm audit --json printed for the lock file of the release')
    .option('--passive', 'try no attacks and make no throw-away things')
    .option('--patient', 'wait for what takes minutes: a session to end, a key to leave the cache')
    .addOption(
      new Option('--format <format>', 'what is printed, or written to --output').choices(formats),
    )
    .option(
      '--output <file>',
      'write there; without --format its ending decides; may be repeated',
      several,
      [],
    )
    .option('--no-color', 'print without colours')
    .option('--baseline <file>', 'an earlier report in JSON to compare with')
    .option(
      '--waive <id>',
      'accept a check or control that does not pass; may be repeated',
      several,
      [],
    )
    .option('--reason <text>', 'why the last --waive is accepted', several, [])
    .option('--until <day>', 'the last day of the last --waive, such as 2027-03-31', several, [])
}
