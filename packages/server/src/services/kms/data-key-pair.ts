import { kmsError } from '../../errors/index.ts'
import { keySpecs, makeKeyPair } from '../../security/kms/index.ts'

/** Refuses a kind of pair that this server does not make. */
export function checkPairSpec(spec: string): void {
  pairFacts(spec)
}

/** A fresh pair of that kind; the private key is the caller's, who erases it. */
export function makeDataKeyPair(spec: string): ReturnType<typeof makeKeyPair> {
  return makeKeyPair(pairFacts(spec))
}

function pairFacts(spec: string) {
  const facts = keySpecs.get(spec)
  if (facts !== undefined) return facts
  throw kmsError(
    'UnsupportedOperationException',
    `KeyPairSpec ${spec} is not supported by this server.`,
  )
}
