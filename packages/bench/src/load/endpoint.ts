/** Where a server listens, and with what requests to it are signed. Plain data: it goes between processes. */
export interface Endpoint {
  readonly host: string
  readonly port: number
  /** The authority that the server's certificate is checked against, PEM. Absent: plain HTTP. */
  readonly authority?: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}
