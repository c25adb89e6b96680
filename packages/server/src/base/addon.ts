import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** An addon of the package, in this thread. */
export interface LoadedAddon {
  /** Its binary. */
  readonly file: string
  readonly exports: unknown
}

/** The addon of that name; a text says why there is none. */
export function loadAddon(name: string): LoadedAddon | string {
  const file = addonFile(name)
  if (file === undefined) return 'the addon was not built'
  try {
    return { file, exports: createRequire(file)(file) }
  } catch (error) {
    return doesNotLoad(error)
  }
}

export function doesNotLoad(error: unknown): string {
  return `the addon does not load: ${error instanceof Error ? error.message : String(error)}`
}

/**
 * `<name>.node` of the package's folder `native`, which is built when the package is installed. The code is
 * bundled into one folder or another of the package, so that its root is sought upwards.
 */
function addonFile(name: string): string | undefined {
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
