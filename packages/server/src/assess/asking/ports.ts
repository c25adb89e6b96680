import type { Input, OperationName, Output } from './operations.ts'

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/** Who sends a request, and how. Absent members are those of the assessor. */
export interface Sender {
  /** `the user strongroom-assess-…`, for evidence. */
  readonly name?: string
  readonly credentials?: Credentials
  readonly endpoint?: string
  /** That the request is signed for. */
  readonly region?: string
  /** Milliseconds by which the clock of the sender is wrong. */
  readonly clockOffsetMs?: number
}

export interface Answer<Name extends OperationName> {
  readonly output: Output<Name>
  readonly requestId: string | undefined
}

/** The public AWS API of the target. */
export interface Api {
  /** Rejects with a Refusal. */
  send<Name extends OperationName>(
    name: Name,
    input: Input<Name>,
    sender?: Sender,
  ): Promise<Answer<Name>>
  close(): void
}

export interface RawRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface RawAnswer {
  readonly status: number
  readonly requestId: string | undefined
  /** The first few thousand characters. */
  readonly body: string
}

/** What a TLS handshake is offered. */
export interface Offer {
  readonly version?: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'
  /** In OpenSSL's notation. */
  readonly ciphers?: string
}

export interface Handshake {
  readonly protocol: string
  readonly cipher: string
  /** Against the CA that the assessment was given, and the name of the endpoint. */
  readonly trusted: boolean
  readonly untrustedBecause?: string
  readonly certificate: {
    readonly subject: string
    readonly issuer: string
    readonly validTo: string
  }
}

/** The connections to the target, below the API. */
export interface Wire {
  /** Rejects with a Refusal that is `unreachable`, when no answer of HTTP came. */
  post(request: RawRequest): Promise<RawAnswer>
  /** Undefined: this client cannot make such an offer. Rejects with a Refusal when the server declines it. */
  handshake(url: string, offer: Offer): Promise<Handshake | undefined>
}

/** The process of the server, as its kernel tells. */
export interface ServerProcess {
  readonly pid: number
  /** Effective user id. */
  readonly uid: number
  readonly noNewPrivileges: boolean
  /** Effective capabilities, in hexadecimal. */
  readonly capabilities: string
  /** A filter of system calls is in force. */
  readonly seccomp: boolean
  readonly listeners: readonly { readonly address: string; readonly port: number }[]
}

export interface FileFacts {
  readonly path: string
  /** Permission bits. */
  readonly mode: number
  /** Of the file system. */
  readonly device: number
  readonly directory: boolean
}

/** The machine of the server, where the assessment runs on it. */
export interface Host {
  /** The process that listens on a port of this machine; undefined where that cannot be known. */
  serverOn(port: number): Promise<ServerProcess | undefined>
  /** Milliseconds of processor time that a process and its children have used so far, by their ids. */
  used(pid: number): Promise<ReadonlyMap<number, number> | undefined>
  /** A file or folder with what it holds; undefined: it is not there, or cannot be read. */
  files(path: string): Promise<readonly FileFacts[] | undefined>
  /** Text of a file, or undefined. */
  read(path: string): Promise<string | undefined>
  /** Of the runtime that this command and the server are installed for. */
  readonly nodeVersion: string
}
