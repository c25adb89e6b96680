import { exitCodes } from '../exit.ts'
import { secretVariables } from './secrets.ts'
import { settingKeys, settings, variableOf, type Setting } from './settings.ts'

/** The text of `docs/reference/settings.md`, from the same tables as the flags themselves. */
export function renderSettingsReference(): string {
  const rows = settingKeys.map((key) => {
    const setting: Setting<unknown> = settings[key]
    const flag = `--${setting.name}${setting.placeholder === undefined ? '' : ` ${setting.placeholder}`}`
    const standard = setting.standard === undefined ? '' : `\`${setting.standard}\``
    return row(`\`${flag}\``, `\`${variableOf(setting)}\``, standard, setting.summary)
  })
  return [
    '# Settings',
    '',
    'A flag wins over its environment variable, and that over the YAML file named by `--config`',
    '(or `STRONGROOM_CONFIG`). Keys of the file are the flags without their hyphens in front:',
    '`data-dir: /var/lib/strongroom`.',
    '',
    row('Flag', 'Variable', 'Default', 'Meaning'),
    row('---', '---', '---', '---'),
    ...rows,
    '',
    '## Secrets',
    '',
    'Secrets are never flags or keys of the file: both can be read by others too easily.',
    '',
    row('Variable', 'Meaning'),
    row('---', '---'),
    ...Object.entries(secretVariables).map(([name, meaning]) => row(`\`${name}\``, meaning)),
    '',
    '`strongroom keys rotate-master` reads any of these that chooses what guards the keys, and the settings',
    'that do, with `NEXT_` after `STRONGROOM_`: `STRONGROOM_NEXT_MASTER_KEY`, `STRONGROOM_NEXT_VAULT_ADDRESS`.',
    '',
    '## Exit codes',
    '',
    row('Code', 'Meaning'),
    row('---', '---'),
    ...Object.values(exitCodes).map(({ code, meaning }) => row(String(code), meaning)),
    '',
  ].join('\n')
}

function row(...cells: string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}
