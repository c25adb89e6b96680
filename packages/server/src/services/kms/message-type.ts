import { kmsError } from '../../errors/index.ts'

/** Node signs messages, not digests of them; Ed25519 has no digests at all. */
export function checkMessageType(type: string | undefined): void {
  if (type === undefined || type === 'RAW') return
  throw kmsError(
    'UnsupportedOperationException',
    `MessageType ${type} is not supported by this server.`,
  )
}
