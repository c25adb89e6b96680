import { open } from 'node:fs/promises'
import type { AlertTarget } from '../queue/index.ts'

const lineEnd = 0x0a

/** A file with an alert a line, as JSON, that its owner alone can read. On disk before an alert counts as delivered. */
export function fileTarget(path: string): AlertTarget {
  return {
    name: 'file',
    async send(alerts) {
      // Opened each time, so that it may be moved away.
      const file = await open(path, 'a+', 0o600)
      try {
        await file.chmod(0o600)
        const { size } = await file.stat()
        const torn = size > 0 && !(await endsLine(file, size))
        const lines = alerts.map((alert) => `${JSON.stringify(alert)}\n`).join('')
        await file.appendFile(torn ? `\n${lines}` : lines)
        await file.sync()
        return { arrived: alerts.map(() => true) }
      } finally {
        await file.close()
      }
    },
  }
}

/** After a crash the last line may lack its end. */
async function endsLine(file: Awaited<ReturnType<typeof open>>, size: number): Promise<boolean> {
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1)
  return buffer[0] === lineEnd
}
