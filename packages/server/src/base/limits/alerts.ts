import { KiB, MiB } from './units.js'

/** Limits of alerts. */
export const alertLimits = {
  /** Levels of an event pattern of an alert rule, custom rules, and characters of the file that holds them. */
  alertPatternDepth: 32,
  alertRules: 200,
  alertRulesCharacters: 1 * MiB,
  /** Refusals of one principal or address within the window of {@link alertLimits.alertRefusalWindowMs} that raise an alert. */
  alertRefusals: 10,
  alertRefusalWindowMs: 300_000,
  /** Milliseconds for which root credentials from one address are told once; and keys that a rule counts at a time. */
  alertRootWindowMs: 900_000,
  alertWindows: 256,
  /** Steps that the comparison of a changed policy may take before the alert says that more may be permitted. */
  alertComparisonSteps: 200_000,
  /** Hashes by which alerts remember the tags and names that policies ask for; and grants of a key that they know. */
  alertMentions: 4096,
  alertGrants: 100,
  /** Milliseconds after which alerts look for new events, at most so many at a time; and a followed file is read again. */
  alertEveryMs: 1000,
  alertRead: 500,
  alertTailMs: 250,
  /** Alerts that wait for targets which are away (then the oldest are dropped); characters of a record in one; alerts sent at a time. */
  alertQueue: 10_000,
  alertEventCharacters: 16 * KiB,
  alertBatch: 20,
  /**
   * Alerts that a target did not take and that are tried again for themselves; milliseconds before the first such try,
   * doubled each time, and at most; failures in a row after which a target is taken to be away.
   */
  alertHeld: 100,
  alertRetryMs: 1000,
  alertLongestRetryMs: 60_000,
  alertFailures: 2,
  /**
   * An alert is set aside after so many tries, of which so many failed while the target took others; so many are kept of
   * each target, and tried again at the start and after so many milliseconds.
   */
  alertTries: 8,
  alertRefused: 3,
  alertAside: 10_000,
  alertAsideMs: 3_600_000,
  /** Milliseconds for which a policy change waits for its answer, a target may take for an alert, and one process has a target. */
  alertAnswerMs: 2000,
  alertSendMs: 10_000,
  alertLeaseMs: 30_000,
} as const
