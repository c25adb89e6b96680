import { assert } from '../../base/index.ts'
import type { Commit } from '../kv.ts'
import { stampedKey } from '../stamps.ts'
import type { BatchResult } from './batch.ts'
import type { Connection } from './connection.ts'
import { sqliteCode } from './failures.ts'
import { takeMismatch } from './pages-addon.ts'
import { lastVersion } from './schema.ts'

export interface GroupWriter {
  /**
   * Applies the commits in order, in one transaction. Returns after it is on the disk. `whole`: nothing is
   * written where any check fails.
   */
  apply(commits: readonly Commit[], whole?: boolean): BatchResult
}

/**
 * Writes groups of commits. Each commit is validated wholly before any of its writes, against the
 * state that the commits before it in the group left; so a conflict needs no undo.
 */
export function groupWriter(database: Connection): GroupWriter {
  const begin = database.prepare('BEGIN IMMEDIATE')
  const end = database.prepare('COMMIT')
  const undo = database.prepare('ROLLBACK')
  const versionOf = database
    .prepare<[Buffer], number>('SELECT version FROM entries WHERE key = ?')
    .pluck()
  const put = database.prepare<[Buffer, number, Buffer]>(
    `INSERT INTO entries (key, version, value) VALUES (?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET version = excluded.version, value = excluded.value`,
  )
  const remove = database.prepare<[Buffer]>('DELETE FROM entries WHERE key = ?')
  const setVersion = database.prepare<[number]>("UPDATE meta SET value = ? WHERE name = 'version'")
  let version = lastVersion(database)

  function failingCheck(commit: Commit): number {
    return commit.checks.findIndex(
      (check) => (versionOf.get(check.key) ?? 'absent') !== check.version,
    )
  }

  function applyOne(commit: Commit, next: number): void {
    for (const write of commit.writes) {
      if (write.value === undefined) remove.run(write.key)
      else put.run(stampedKey(write, next), next, write.value)
    }
  }

  function applyAll(commits: readonly Commit[], answers: Float64Array): number {
    let next = version
    for (const [index, commit] of commits.entries()) {
      const failed = failingCheck(commit)
      if (failed >= 0) {
        answers[index] = -1 - failed
      } else {
        next += 1
        applyOne(commit, next)
        answers[index] = next
      }
    }
    if (next > version) assert(setVersion.run(next).changes === 1, 'the version counter is stored')
    return next
  }

  return {
    apply(commits, whole = false) {
      const answers = new Float64Array(commits.length)
      let committing = false
      try {
        begin.run()
        const next = applyAll(commits, answers)
        if (whole && answers.some((answer) => answer < 0)) {
          undo.run()
          return { done: true, answers, undone: true }
        }
        committing = true
        end.run()
        version = next
        return { done: true, answers }
      } catch (error) {
        const outcome = committing ? outcomeOfFailedCommit(sqliteCode(error)) : 'refused'
        if (database.inTransaction) database.exec('ROLLBACK')
        if (sqliteCode(error) === undefined) throw error
        return { done: false, outcome, reason: reasonOf(error, database.name) }
      }
    },
  }
}

/**
 * What is known after COMMIT itself failed. A full disk or a lock stops SQLite before the record
 * that makes the transaction valid, so it is rolled back for sure. After any other error, a failed
 * fsync above all, the record may be in the log and may be found when the file is opened again.
 */
export function outcomeOfFailedCommit(code: string | undefined): 'refused' | 'unknown' {
  const nothingWritten = code === 'SQLITE_FULL' || code?.startsWith('SQLITE_BUSY') === true
  return nothingWritten ? 'refused' : 'unknown'
}

function reasonOf(error: unknown, path: string): string {
  const mismatch = takeMismatch(path)
  if (mismatch !== undefined) return `${mismatch}: restore a backup`
  const code = sqliteCode(error) ?? 'no code'
  if (code === 'SQLITE_FULL') return 'the disk or the space given to the store is full: free space'
  return `the embedded store cannot write (${code}): check its disk`
}
