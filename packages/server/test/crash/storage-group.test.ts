import assert from 'node:assert/strict'
import Database from 'better-sqlite3-multiple-ciphers'
import { test } from 'node:test'
import { groupWriter, outcomeOfFailedCommit } from '../../src/storage/sqlite/group-writer.ts'

/** The store's tables, with a rule that makes a write of the key "bad" fail, and one that makes COMMIT fail. */
function database(): Database.Database {
  const made = new Database(':memory:')
  made.exec(`
    PRAGMA foreign_keys = ON;
    CREATE TABLE entries (key BLOB PRIMARY KEY, version INTEGER, value BLOB) WITHOUT ROWID;
    CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER) WITHOUT ROWID;
    INSERT INTO meta VALUES ('version', 5);
    CREATE TABLE late (target BLOB REFERENCES entries (key) DEFERRABLE INITIALLY DEFERRED);
    CREATE TRIGGER bad AFTER INSERT ON entries WHEN NEW.key = x'626164' BEGIN
      SELECT RAISE(ABORT, 'bad key');
    END;
    CREATE TRIGGER later AFTER INSERT ON entries WHEN NEW.key = x'6c61746572' BEGIN
      INSERT INTO late VALUES (x'00');
    END;
  `)
  return made
}

const put = (key: string) => ({
  checks: [],
  writes: [{ key: Buffer.from(key), value: Buffer.from('v') }],
})

test('a write that fails takes its whole group back, and the next group is well', () => {
  const made = database()
  const writer = groupWriter(made)
  const failed = writer.apply([put('a'), put('bad'), put('b')])
  assert.ok(!failed.done)
  assert.equal(failed.outcome, 'refused')
  assert.equal(made.prepare('SELECT count(*) FROM entries').pluck().get(), 0)
  const next = writer.apply([put('a')])
  assert.ok(next.done)
  assert.deepEqual([...next.answers], [6])
})

test('a COMMIT that fails for no known reason is unknown', () => {
  const made = database()
  const writer = groupWriter(made)
  const failed = writer.apply([put('a'), put('later')])
  assert.ok(!failed.done)
  assert.equal(failed.outcome, 'unknown')
  assert.equal(made.inTransaction, false)
  assert.ok(writer.apply([put('a')]).done)
})

test('only a full disk or a lock is known to have written nothing', () => {
  assert.equal(outcomeOfFailedCommit('SQLITE_FULL'), 'refused')
  assert.equal(outcomeOfFailedCommit('SQLITE_BUSY'), 'refused')
  assert.equal(outcomeOfFailedCommit('SQLITE_IOERR_FSYNC'), 'unknown')
  assert.equal(outcomeOfFailedCommit('SQLITE_IOERR_WRITE'), 'unknown')
  assert.equal(outcomeOfFailedCommit(undefined), 'unknown')
})
