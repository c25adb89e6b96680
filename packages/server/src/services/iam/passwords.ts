import { scrypt } from 'node:crypto'
import type { Random } from '../../base/index.ts'

/** Costs about 50 ms, which is what makes guessing a stolen one slow. */
const cost = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 }

/** A password as it is kept: salt and scrypt hash in base64. */
export function hashPassword(password: string, random: Random): Promise<string> {
  const salt = random.bytes(16)
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, 32, cost, (error, hash) => {
      if (error === null) resolve(`${salt.toString('base64')}:${hash.toString('base64')}`)
      else reject(error)
    })
  })
}
