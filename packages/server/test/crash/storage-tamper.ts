import { Secret } from '../../src/base/index.ts'
import { openConnection } from '../../src/storage/sqlite/connection.ts'

/** Makes a closed store look as if a later program had written it. */
export function setFormatForTest(data: string, pageKey: Buffer, format: number): void {
  const database = openConnection({
    path: data,
    pageKey: new Secret(Buffer.from(pageKey)),
    cipher: 'aegis',
    cacheBytes: 1024 * 1024,
  })
  database.prepare("UPDATE meta SET value = ? WHERE name = 'format'").run(format)
  database.close()
}
