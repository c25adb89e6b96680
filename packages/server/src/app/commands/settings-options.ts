import { Option, type Command } from 'commander'
import {
  secretVariables,
  settingKeys,
  settings,
  variableOf,
  type Setting,
  type SettingKey,
} from '../config/index.ts'

/** Gives a command every setting as a flag, and `--config`. */
export function addSettings(command: Command): Command {
  for (const key of settingKeys) command.addOption(optionOf(settings[key]))
  command.option('--config <file>', 'YAML file of settings, one `name: value` a line')
  return command.addHelpText('after', () => environmentHelp())
}

/** What {@link addSettings} parsed, as `loadConfig` takes it: only flags that were given. */
export function givenFlags(options: Record<string, unknown>): {
  flags: Partial<Record<SettingKey, string>>
  file: string | undefined
} {
  const flags: Partial<Record<SettingKey, string>> = {}
  for (const key of settingKeys) {
    const value = options[key]
    if (typeof value === 'string') flags[key] = value
    if (value === true) flags[key] = 'true'
  }
  const file = options['config']
  return { flags, file: typeof file === 'string' ? file : undefined }
}

function optionOf(setting: Setting<unknown>): Option {
  const { name, placeholder, summary, standard } = setting
  const flag = placeholder === undefined ? `--${name}` : `--${name} ${placeholder}`
  // Defaults are applied after environment and file, so commander only shows them.
  const shown = placeholder === undefined || standard === undefined ? '' : ` (default: ${standard})`
  return new Option(flag, `${summary}${shown}`)
}

function environmentHelp(): string {
  const width = Math.max(...Object.keys(secretVariables).map((name) => name.length))
  const secrets = Object.entries(secretVariables).map(
    ([name, meaning]) => `  ${name.padEnd(width)}  ${meaning}`,
  )
  const example = variableOf(settings.dataDir)
  return [
    '',
    `Each flag is also an environment variable (--data-dir: ${example}) and a key of the file (data-dir).`,
    'Secrets are variables only:',
    ...secrets,
  ].join('\n')
}
