import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Alert } from '../../src/alerts/index.ts'

/** The alerts in a file that `--alert-file` writes. */
export async function alertsIn(file: string): Promise<readonly Alert[]> {
  const text = await readFile(file, 'utf8').catch(() => '')
  const lines = text.split('\n').filter((line) => line !== '')
  return lines.map((line) => JSON.parse(line) as Alert)
}

/** The alerts of a rule, once there are so many. */
export async function raisedIn(
  file: string,
  rule: string,
  count: number,
): Promise<readonly Alert[]> {
  for (;;) {
    const found = (await alertsIn(file)).filter((each) => each.rule === rule)
    if (found.length >= count) return found
    await sleep(50)
  }
}
