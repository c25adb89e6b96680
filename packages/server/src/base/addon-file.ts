import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * The binary `<name>.node` of the package's folder `native`, which is built when the package is installed;
 * undefined where it was not. The code is bundled into one folder or another of the package, so that its root
 * is sought upwards.
 */
export function addonFile(name: string): string | undefined {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!isPackageRoot(folder)) {
    const above = dirname(folder)
    if (above === folder) return undefined
    folder = above
  }
  const file = join(folder, 'native/build/Release', `${name}.node`)
  return existsSync(file) ? file : undefined
}

function isPackageRoot(folder: string): boolean {
  const manifest = join(folder, 'package.json')
  if (!existsSync(manifest)) return false
  const { name } = JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string }
  return name === 'strongroom'
}
