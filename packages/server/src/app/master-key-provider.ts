import { readFile } from 'node:fs/promises'
import { assert, Secret } from '../base/index.ts'
import {
  masterKeyFile,
  masterKeyFromEnvironment,
  masterKeyFromPassphrase,
  masterKeyOfExternalKms,
  masterKeyOfVault,
  ProviderAwayError,
  readPrivateFile,
  type MasterKeyProvider,
} from '../security/keys/index.ts'
import type { ClientCredential } from '../security/sigv4/index.ts'
import type { Config, ExternalKmsLogin, Secrets } from './config/index.ts'
import { configurationError } from './exit.ts'
import type { Surroundings } from './surroundings.ts'

/** The one provider that settings and secrets choose. No other ever takes its place. */
export async function providerOf(
  config: Config,
  secrets: Secrets,
  surroundings: Pick<Surroundings, 'clock' | 'random'>,
): Promise<MasterKeyProvider> {
  const { random } = surroundings
  const choice = secrets.masterKey
  switch (choice.kind) {
    case 'environment':
      return masterKeyFromEnvironment(choice.key, random)
    case 'passphrase':
      return masterKeyFromPassphrase(choice.passphrase, random)
    case 'file':
      return masterKeyFile({ path: config.masterKeyFile, dataDirectory: config.dataDir, random })
    case 'vault': {
      const { vaultAddress, vaultKey: key, vaultMount: mount } = config
      assert(vaultAddress !== undefined, 'Vault was chosen by its address')
      const address = new URL(vaultAddress)
      const ca = await readAuthority(config.vaultCa)
      const namespace = config.vaultNamespace
      return masterKeyOfVault(
        { address, mount, key, namespace, ca, login: choice.login },
        surroundings,
      )
    }
    case 'external-key': {
      const { externalKey: key, region } = config
      assert(key !== undefined, 'the external key was named')
      const regionOfKey = config.externalKmsRegion ?? region
      const aws = `https://kms.${regionOfKey}.amazonaws.com/`
      return masterKeyOfExternalKms(
        {
          endpoint: new URL(config.externalKmsEndpoint ?? aws),
          region: regionOfKey,
          key,
          ca: await readAuthority(config.externalKmsCa),
          credential: () => credentialOf(choice.login),
        },
        surroundings,
      )
    }
  }
}

async function readAuthority(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text?.includes('-----BEGIN CERTIFICATE-----') === true) return text
  throw configurationError(
    `${file} is not a certificate in PEM that can be read; name the CA's file`,
  )
}

async function credentialOf(login: ExternalKmsLogin): Promise<ClientCredential> {
  if (login.kind === 'keys') return login.credential
  const bytes = await readPrivateFile(login.file)
  const text = bytes?.toString('latin1') ?? ''
  bytes?.fill(0)
  const value = (name: string): string | undefined =>
    new RegExp(`^\\s*${name}\\s*=\\s*(\\S+)\\s*$`, 'm').exec(text)?.[1]
  const accessKeyId = value('aws_access_key_id')
  const secret = value('aws_secret_access_key')
  const token = value('aws_session_token')
  if (accessKeyId === undefined || secret === undefined) {
    throw new ProviderAwayError(
      `${login.file} holds no credentials for the KMS of the external key; write aws_access_key_id and aws_secret_access_key into it`,
    )
  }
  const credential = { accessKeyId, secretAccessKey: new Secret(secret) }
  return token === undefined ? credential : { ...credential, sessionToken: new Secret(token) }
}
