import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { configurationError } from './exit.ts'

/** The certificates of a setting that names a file of them, PEM. Rejects with a StartError. */
export async function readTrusted(
  setting: string,
  file: string | undefined,
): Promise<string | undefined> {
  if (file === undefined) return undefined
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) throw configurationError(`${setting}: cannot read ${file}`)
  try {
    new X509Certificate(text)
  } catch {
    throw configurationError(`${setting}: ${file} holds no certificate in PEM form`)
  }
  return text
}
