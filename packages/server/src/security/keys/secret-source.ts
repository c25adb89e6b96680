import { Secret } from '../../base/index.ts'
import { readPrivateFile } from './private-file.ts'
import { ProviderAwayError } from './provider-away.ts'

/** A secret, or the file that holds it, which others may renew while the server waits. */
export type SecretSource = Secret | { readonly file: string }

/** The secret as it is now, without the line end of a file. A file that is missing may come. */
export async function currentSecret(source: SecretSource): Promise<Secret> {
  if (source instanceof Secret) return source
  const bytes = await readPrivateFile(source.file)
  const text = bytes?.toString('latin1').trim()
  bytes?.fill(0)
  if (text) return new Secret(text)
  throw new ProviderAwayError(
    `${source.file}, which holds a secret of the master key's provider, is missing or empty; write it`,
  )
}
