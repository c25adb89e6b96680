import { KiB, MiB } from './units.js'

/** Limits of listeners and of what a request may look like. */
export const frontLimits = {
  /** AWS: bytes of a request body. */
  requestBodyBytes: 16 * MiB,
  /** Bytes of a request's header block. */
  headerBytes: 32 * KiB,
  /** Headers of a request, repeated ones counted. */
  requestHeaders: 256,
  /** Parameters of a request's query. */
  queryParameters: 256,
  /** AWS: broken constraints that one ValidationException names. */
  violations: 10,
  /** Characters of a value that a broken constraint shows. */
  violationValueCharacters: 16 * KiB,
  /** Levels of an attribute value that are read at all; more than the AWS limit, so that values/ can name it. */
  readNestingLevels: 128,
  /** Levels of nesting in a JSON body, before it is decoded: two for each level of an attribute value. */
  jsonDepth: 288,
  /** Milliseconds in which a request's header block, or a TLS handshake, must be complete. */
  headerMs: 10_000,
  /** Milliseconds in which a whole request, body included, must have arrived. */
  requestMs: 30_000,
  /** Milliseconds without a byte, after which a half-sent request or a half-read answer is given up. */
  stallMs: 10_000,
  /** Milliseconds that an idle connection is kept: longer than the SDKs keep theirs, so that they close first. */
  keepAliveMs: 120_000,
  /** Open connections; beyond it the one that idles longest is closed. */
  connections: 12_000,
  /** Requests that run or wait for their answer to be sent, over all listeners; beyond it 503. */
  runningRequests: 4096,
  /** Bytes of large bodies and answers held in memory, over all listeners; beyond it 503. */
  bufferedBytes: 256 * MiB,
  /** Bodies and answers up to this many bytes do not count, so that holders of large ones cannot starve small ones. */
  uncountedBodyBytes: 16 * KiB,
  /** AWS: bytes from which on an answer is compressed, where the client asks for it. */
  plainAnswerBytes: 4 * KiB,
  /** Answers that one process compresses at a time; others go as they are. */
  compressedAnswers: 32,
  /** Bytes of a JSON body up to which it is read before the signature is checked, as the service does. */
  unauthenticatedJsonBytes: 256 * KiB,
  /** Bytes of a body of the REST protocols: two policies, escaped. */
  restBodyBytes: 2 * MiB,
  /** Bytes of a form of the Query protocol. A SAML metadata document is the largest thing in one. */
  formBytes: 12 * MiB,
  /** Parameters of a form. */
  formParameters: 4096,
  /** Parts of a parameter's name, with dots between them. */
  formDepth: 12,
} as const
