import { KiB } from './units.js'

/** Limits of credentials, sessions and policies. */
export const identityLimits = {
  /** Headers that one signature may name. */
  signedHeaders: 64,
  /** Derived signing keys held in memory: one for each access key, day, region and service in use. */
  signingKeys: 4096,
  /** Credentials held with the policies of their callers: one for each access key in use. */
  cachedCredentials: 10_000,
  /** Policy documents held parsed. */
  parsedPolicies: 4096,
  /** Rows of identity read at a time where all are wanted. */
  identityPage: 500,
  /** Expired sessions removed at a time. */
  sessionsPerSweep: 200,
  /** Milliseconds for which the last use of a key is not noted again. */
  useNoteMs: 900_000,
  /** Uses of keys that are remembered as noted. */
  notedUses: 50_000,
  /** Milliseconds for which an expired session is still known, so that its user is told that it expired. */
  expiredSessionMs: 3_600_000,
  /** Wrong codes of an MFA device within the pause after which any is judged again: a guess has 3 in a million. */
  mfaWrongCodes: 5,
  /** Milliseconds. */
  mfaPauseMs: 300_000,
  /** AWS: characters of a policy document, white space included. */
  policyCharacters: 128 * KiB,
  /** AWS: bytes of the policy of a table or stream, white space included. */
  resourcePolicyBytes: 20 * KiB,
  /** Levels of nesting in a policy document; the grammar needs six. */
  policyDepth: 8,
  /** Actions for which one compiled set of policies remembers the statements that may apply. */
  policyActions: 512,
  /** Pairs of action and resource for which one compiled set of policies remembers the same. */
  policyResources: 32,
  /** Characters of a number in a condition, and the largest exponent that one may have. */
  policyNumberCharacters: 256,
  /** Steps that one comparison of policies may take, before it says that more may be permitted. */
  policyComparisonSteps: 150_000,
  /** Characters compared with characters for the conditions of one decision, at most some 30 ms. */
  policyMatchSteps: 8_388_608,
  /** Characters of the policy that comes with a session, which whoever may assume a role writes. */
  sessionPolicyCharacters: 10_240,
  /** Actions times resources in one simulation of policies. */
  simulatedDecisions: 10_000,
  /** Statements and keys that one page of a simulation names, but for its last result. */
  simulatedNames: 10_000,
  /** Characters of all documents that come with a simulation. */
  simulatedCharacters: 524_288,
  /** Policies of streams that are kept open between requests. */
  streamPolicies: 256,
  /** AWS: milliseconds from one change of a resource policy to the next. */
  resourcePolicyRestMs: 15_000,
} as const
