/** Most requests, and bytes of them, that are signed before a load begins. */
const mostRequests = 8192
const mostBytes = 48 * 1024 * 1024

/**
 * Requests that were signed before the load began, by turns and over again. Signing takes the generator
 * longer than sending, and it shares the machine with the server. A signature holds for 15 minutes.
 */
export function presigned(sign: () => string): () => Buffer {
  const requests: Buffer[] = []
  for (let bytes = 0; requests.length < mostRequests && bytes < mostBytes;) {
    const request = Buffer.from(sign(), 'latin1')
    requests.push(request)
    bytes += request.length
  }
  let next = 0
  return () => requests[next++ % requests.length] as Buffer
}
