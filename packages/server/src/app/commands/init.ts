import type { Command } from 'commander'
import { authorityFile, openFoundation } from '../foundation.ts'
import { prepare } from './prepare.ts'
import { addSettings } from './settings-options.ts'

/** `strongroom init`: makes keys, CA, root credentials and the store, and shows the credentials this once. */
export function addInit(program: Command): void {
  const command = program
    .command('init')
    .description('create keys, CA and root credentials, and print the credentials once')
    .action(async (options: Record<string, unknown>) => {
      process.stdout.write(await init(options))
    })
  addSettings(command)
}

async function init(options: Record<string, unknown>): Promise<string> {
  const { config, secrets, surroundings } = await prepare(options)
  const { keyring, rootCredential, guardedBy, store, credentialsOrigin } = await openFoundation(
    config,
    secrets,
    surroundings,
  )
  await store.close()
  if (!keyring.created) {
    return 'Everything is there already; nothing was changed. Run: strongroom start\n'
  }
  const lines = [
    `Created. Keys are guarded by: ${guardedBy}`,
    `  CA certificate         ${authorityFile(config) ?? 'your own (--tls-cert)'}`,
  ]
  if (credentialsOrigin.kind === 'file') {
    lines.push(
      `  root credentials       ${credentialsOrigin.file}`,
      `  aws_access_key_id      ${rootCredential.accessKeyId}`,
      `  aws_secret_access_key  ${rootCredential.secretAccessKey.reveal().toString('utf8')}`,
      'The secret is not shown again. Keep the master key and the data in separate backups.',
    )
  } else {
    lines.push('  root credentials       from the environment; set them at every start')
  }
  return `${lines.join('\n')}\nRun: strongroom start\n`
}
