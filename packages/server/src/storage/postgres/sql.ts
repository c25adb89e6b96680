/**
 * All SQL of the driver. Keys are bytea, which order by unsigned bytes; never text, whose order is
 * a matter of collation. Every call is one statement and so one round trip and one point in time.
 */
export const formatVersion = 1

export const createRelations = [
  `CREATE TABLE IF NOT EXISTS strongroom_kv (
     key bytea PRIMARY KEY,
     value bytea NOT NULL,
     version bigint NOT NULL)`,
  `CREATE SEQUENCE IF NOT EXISTS strongroom_version`,
  `CREATE TABLE IF NOT EXISTS strongroom_format (version integer PRIMARY KEY)`,
  `INSERT INTO strongroom_format (version)
     SELECT ${String(formatVersion)} WHERE NOT EXISTS (SELECT FROM strongroom_format)`,
]

export const readFormat = 'SELECT max(version) AS version FROM strongroom_format'

/** Held by the one server that uses the database: the number is arbitrary, but for ever the same. */
export const lockDatabase = 'SELECT pg_try_advisory_lock(7310391720250917) AS locked'

/** Keeps the locks over stamped prefixes apart from other advisory locks; arbitrary, but for ever the same. */
const stampLocks = 1_398_035_796

export const get = {
  name: 'strongroom-get',
  text: 'SELECT key, value, version FROM strongroom_kv WHERE key = $1',
}

export const getMany = {
  name: 'strongroom-get-many',
  text: 'SELECT key, value, version FROM strongroom_kv WHERE key = ANY($1::bytea[])',
}

/** $4: stop after the entry with which the values reach this many bytes; null for no bound. */
function rangeText(order: 'ASC' | 'DESC'): string {
  return `
    SELECT key, value, version FROM (
      SELECT key, value, version,
             sum(octet_length(value)) OVER (ORDER BY key ${order}) - octet_length(value) AS before
      FROM (SELECT key, value, version FROM strongroom_kv
            WHERE key >= $1 AND key < $2 ORDER BY key ${order} LIMIT $3) AS candidates
    ) AS summed
    WHERE $4::bigint IS NULL OR before < $4::bigint
    ORDER BY key ${order}`
}

export const rangeForward = { name: 'strongroom-range', text: rangeText('ASC') }
export const rangeReverse = { name: 'strongroom-range-reverse', text: rangeText('DESC') }

/**
 * Locks the prefixes of stamps, given as hashes, for the session. A serializable statement sees the
 * state at its own start: only a lock that was taken by a statement before it lets it see what the
 * last holder committed.
 */
export const lockPrefixes = {
  name: 'strongroom-lock-prefixes',
  text: `SELECT count(pg_advisory_lock(${String(stampLocks)}, prefix)) FROM unnest($1::integer[]) AS prefix`,
}

export const unlockPrefixes = {
  name: 'strongroom-unlock-prefixes',
  text: 'SELECT pg_advisory_unlock_all()',
}

/**
 * A whole commit: $1 and $2 are the keys and versions of the checks (null: absent), $3 the keys to
 * delete, $4, $5 and $6 the keys, values and stamp offsets (null: none) to put. The session is
 * serializable, so that what the checks saw still holds when the writes commit; otherwise the
 * database aborts the statement.
 * Answers the position of the first check that failed, or the version of the commit.
 */
export const commit = {
  name: 'strongroom-commit',
  text: `
    WITH checks AS (
      SELECT key, version, position
      FROM unnest($1::bytea[], $2::bigint[]) WITH ORDINALITY AS given (key, version, position)
    ), failed AS (
      SELECT min(checks.position) AS position
      FROM checks LEFT JOIN strongroom_kv AS stored ON stored.key = checks.key
      WHERE stored.version IS DISTINCT FROM checks.version
    ), next AS (
      SELECT nextval('strongroom_version') AS version FROM failed WHERE position IS NULL
    ), deleted AS (
      DELETE FROM strongroom_kv USING next WHERE key = ANY($3::bytea[])
    ), put AS (
      INSERT INTO strongroom_kv (key, value, version)
      SELECT CASE WHEN given.stamp IS NULL THEN given.key
             ELSE overlay(given.key PLACING int8send(next.version) FROM given.stamp + 1 FOR 8) END,
             given.value, next.version
      FROM unnest($4::bytea[], $5::bytea[], $6::integer[]) AS given (key, value, stamp), next
      ON CONFLICT (key) DO UPDATE SET value = excluded.value, version = excluded.version
    )
    SELECT failed.position, next.version FROM failed LEFT JOIN next ON true`,
}
