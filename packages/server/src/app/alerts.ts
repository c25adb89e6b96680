import { hostname } from 'node:os'
import {
  alertCursor,
  AlertRows,
  builtInRules,
  deliverJob,
  fileTarget,
  raiseJob,
  startAlerts,
  syslogTarget,
  webhookTarget,
  type Alert,
  type AlertTarget,
  type FirstStartDeps,
  type Rule,
} from '../alerts/index.ts'
import type { LogCursor, LogReader } from '../audit/index.ts'
import { derivedKey, type Job, type Logger, type Secret } from '../base/index.ts'
import { createSealer } from '../engine/index.ts'
import type { KvStore } from '../storage/kv.ts'
import { readAlertRules } from './alert-rules.ts'
import type { Config } from './config/index.ts'
import { knownPolicies } from './existing-policies.ts'
import { configurationError } from './exit.ts'
import { readTrusted } from './read-trusted.ts'
import type { Surroundings } from './surroundings.ts'

/** Rows of alerts are sealed under one key for the life of the store. */
const rowEpoch = 0

/** Alerts, wired. */
export interface WiredAlerts {
  readonly jobs: readonly Job[]
  /** To be awaited before the first request is served. */
  start(existing: FirstStartDeps['existing']): Promise<void>
  /** Up to where the log was read. */
  cursor(): Promise<LogCursor>
}

export interface AlertSecrets {
  readonly keyring: { readonly systemKey: Secret }
  readonly webhookSecret?: Secret | undefined
}

/** Rejects with a StartError where a setting of alerts names what cannot be used. */
export async function openAlerts(
  config: Config,
  store: KvStore,
  { keyring, webhookSecret }: AlertSecrets,
  source: LogReader,
  surroundings: Surroundings,
): Promise<WiredAlerts> {
  const { clock, random, logger } = surroundings
  const builtIn = builtInRules(knownPolicies)
  const rules: readonly Rule[] =
    config.alertRules === undefined ? builtIn : await readAlertRules(config.alertRules, builtIn)
  const targets = await targetsOf(config, webhookSecret, surroundings)
  const { systemKey } = keyring
  const rows = new AlertRows(
    createSealer(rowEpoch, derivedKey(systemKey, 'alert rows'), random),
    derivedKey(systemKey, 'alert names'),
  )
  const names = targets.map(({ name }) => name)
  const owner = random.uuid()
  return {
    jobs: [
      raiseJob({ store, rows, source, rules, targets: names, announce: toLog(logger), clock }),
      ...targets.map((target) => deliverJob({ store, rows, target, owner, clock, logger })),
    ],
    start: (existing) => startAlerts({ store, rows, source, existing }),
    cursor: () => alertCursor({ store, rows, source }),
  }
}

/** The log names nothing of a client, such as tables and users: the targets and the audit trail do. */
function toLog(logger: Logger): (alert: Alert) => void {
  return ({ id, rule, severity, account, eventName }) => {
    const log = severity === 'low' ? logger.info.bind(logger) : logger.warn.bind(logger)
    log('alert', { rule, severity, id, account, eventName })
  }
}

async function targetsOf(
  config: Config,
  secret: Secret | undefined,
  { clock }: Surroundings,
): Promise<AlertTarget[]> {
  const targets: AlertTarget[] = []
  if (secret !== undefined && config.alertWebhook === undefined) {
    throw configurationError('A secret for alerts is set, but --alert-webhook is not')
  }
  const { alertWebhook, alertWebhookCa, alertSyslog, alertSyslogCa, alertFile } = config
  if (alertWebhook !== undefined) {
    if (secret === undefined) {
      throw configurationError(
        '--alert-webhook needs STRONGROOM_ALERT_WEBHOOK_SECRET or STRONGROOM_ALERT_WEBHOOK_SECRET_FILE, by which alerts are signed',
      )
    }
    const ca = await readTrusted('--alert-webhook-ca', alertWebhookCa)
    targets.push(webhookTarget({ url: new URL(alertWebhook), secret, ca, clock }))
  }
  if (alertSyslog !== undefined) {
    const ca = await readTrusted('--alert-syslog-ca', alertSyslogCa)
    targets.push(syslogTarget({ ...alertSyslog, ca, hostname: hostname(), clock }))
  }
  if (alertFile !== undefined) targets.push(fileTarget(alertFile))
  return targets
}
