import { StorageError } from '../kv.ts'
import {
  openConnection,
  pageBytes,
  prepareForWriting,
  type Connection,
  type ConnectionOptions,
} from './connection.ts'
import type { StoreFiles } from './files.ts'
import { refuseUnchecked, removePages, type PagesChoice, type StorePages } from './pages.ts'
import { formatOf, formats, setFormat, type Format } from './schema.ts'

type Connecting = Omit<ConnectionOptions, 'path' | 'readonly'>

/**
 * Looks into the store, and brings what it says of its tags and what can be done about them here together:
 * a store gets tags where it has none, and is refused where those it has do not fit or cannot be looked at.
 * It loses them by the choice of `unchecked` alone. Throws StorageError.
 */
export function settlePages(
  files: StoreFiles,
  connecting: Connecting,
  pages: StorePages | string,
  choice: PagesChoice,
): void {
  const format = look(files, connecting)
  if (format === formats.withPages) {
    if (typeof pages === 'object') pages.check()
    else if (choice === 'checked') throw refuseUnchecked(files, pages)
    else giveUp(files, connecting)
  } else if (typeof pages === 'object') {
    begin(files, connecting, pages)
  }
}

/** What is looked into is left as it is. */
function look(files: StoreFiles, connecting: Connecting): Format {
  const { data } = files
  const database = openConnection({ ...connecting, path: data, readonly: true })
  try {
    const format = formatOf(database, data)
    const size: unknown = database.pragma('page_size', { simple: true })
    if (format === formats.withPages && size !== pageBytes) {
      throw new StorageError('damaged', `${data} has pages of another size: restore a backup`)
    }
    return format
  } finally {
    database.close()
  }
}

/** A crash leaves a store that still says it has no tags, whatever lies beside it. */
function begin(files: StoreFiles, connecting: Connecting, pages: StorePages): void {
  pages.pause()
  write(files, connecting, (database) => {
    prepareForWriting(database, files.data)
  })
  pages.build(files.data)
  write(files, connecting, (database) => {
    prepareForWriting(database, files.data)
    setFormat(database, files.data, formats.withPages)
  })
  pages.check()
}

/** The store says so first: without its tags it would be refused. */
function giveUp(files: StoreFiles, connecting: Connecting): void {
  write(files, connecting, (database) => {
    prepareForWriting(database, files.data)
    setFormat(database, files.data, formats.plain)
  })
  removePages(files)
}

function write(
  files: StoreFiles,
  connecting: Connecting,
  work: (database: Connection) => void,
): void {
  const database = openConnection({ ...connecting, path: files.data })
  try {
    work(database)
  } finally {
    database.close()
  }
}
