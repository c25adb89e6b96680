import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/**
 * The licences of the packages that a bundle holds, which go where their code goes.
 *
 * @param {readonly string[]} inputs paths of bundled files
 * @returns {string}
 */
export function licencesOf(inputs) {
  const folders = new Set(inputs.flatMap((path) => packageFolder(resolve(path)) ?? []))
  return [...folders]
    .sort()
    .map((folder) => {
      const { name, version, license } = JSON.parse(
        readFileSync(join(folder, 'package.json'), 'utf8'),
      )
      const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file))
      const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').trim())
      return [`${name} ${version}, ${license}`, ...texts].join('\n\n')
    })
    .join(`\n\n${'-'.repeat(80)}\n\n`)
    .concat('\n')
}

/**
 * @param {string} path
 * @returns {string | undefined} undefined for our own code
 */
function packageFolder(path) {
  return /^.*[/\\]node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\]+/.exec(path)?.[0]
}
