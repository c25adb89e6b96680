import { limits } from '../../base/index.ts'
import * as values from './values.ts'

/**
 * One setting: from this come its flag (`--data-dir`), variable (`STRONGROOM_DATA_DIR`), key in the
 * YAML file (`data-dir`), validation, line of `--help` and entry of the reference.
 */
export interface Setting<Value> {
  /** The flag without its hyphens. */
  readonly name: string
  /** What stands for the value in `--help`; absent: a switch. */
  readonly placeholder?: string
  /** One line, a sentence without full stop. */
  readonly summary: string
  /** As a user would write it; undefined: nothing is set. */
  readonly standard: string | undefined
  /** Throws NotAValue. */
  readonly parse: (text: string) => Value
}

function optional<Value>(setting: Omit<Setting<Value>, 'standard'>): Setting<Value | undefined> {
  return { ...setting, standard: undefined }
}

function setting<Value>(given: Setting<Value> & { readonly standard: string }): Setting<Value> {
  return given
}

export const settings = {
  dataDir: setting({
    name: 'data-dir',
    placeholder: '<dir>',
    summary: 'where the embedded store and the keyring live',
    standard: './strongroom/data',
    parse: values.path,
  }),
  keysDir: setting({
    name: 'keys-dir',
    placeholder: '<dir>',
    summary:
      'where the master key, TLS files and root credentials live; not inside the data directory',
    standard: './strongroom/keys',
    parse: values.path,
  }),
  masterKeyFile: optional({
    name: 'master-key-file',
    placeholder: '<file>',
    summary:
      'the master key, 32 bytes in base64 or hexadecimal (default: master.key in the keys directory)',
    parse: values.path,
  }),
  vaultAddress: optional({
    name: 'vault-address',
    placeholder: '<url>',
    summary:
      'HashiCorp Vault whose transit engine guards the keys, such as https://vault:8200; the server is sealed while it is away at the start',
    parse: values.serviceUrl,
  }),
  vaultKey: setting({
    name: 'vault-key',
    placeholder: '<name>',
    summary: 'key of the transit engine of --vault-address',
    standard: 'strongroom',
    parse: values.vaultName,
  }),
  vaultMount: setting({
    name: 'vault-mount',
    placeholder: '<path>',
    summary: 'where the transit engine is mounted in --vault-address',
    standard: 'transit',
    parse: values.vaultPath,
  }),
  vaultNamespace: optional({
    name: 'vault-namespace',
    placeholder: '<path>',
    summary: 'namespace of Vault Enterprise (default: none)',
    parse: values.vaultPath,
  }),
  vaultCa: optional({
    name: 'vault-ca',
    placeholder: '<file>',
    summary: 'CA of --vault-address, PEM (default: those that Node trusts)',
    parse: values.path,
  }),
  externalKey: optional({
    name: 'external-key',
    placeholder: '<key>',
    summary:
      'id, ARN or alias of a symmetric key of another KMS, AWS or Strongroom, that guards the keys; the server is sealed while it is away at the start',
    parse: values.kmsKey,
  }),
  externalKmsEndpoint: optional({
    name: 'external-kms-endpoint',
    placeholder: '<url>',
    summary: 'the KMS of --external-key (default: that of AWS in its region)',
    parse: values.serviceUrl,
  }),
  externalKmsRegion: optional({
    name: 'external-kms-region',
    placeholder: '<name>',
    summary: 'region of --external-key (default: --region)',
    parse: values.region,
  }),
  externalKmsCa: optional({
    name: 'external-kms-ca',
    placeholder: '<file>',
    summary: 'CA of --external-kms-endpoint, PEM (default: those that Node trusts)',
    parse: values.path,
  }),
  host: setting({
    name: 'host',
    placeholder: '<address>',
    summary: 'address to listen on; 0.0.0.0 serves every network interface',
    standard: '127.0.0.1',
    parse: values.host,
  }),
  port: setting({
    name: 'port',
    placeholder: '<port>',
    summary: 'HTTPS port; 0 takes any free one',
    standard: '8000',
    parse: values.port,
  }),
  httpPort: optional({
    name: 'http-port',
    placeholder: '<port>',
    summary: 'also serve plain HTTP on this port (default: off)',
    parse: values.port,
  }),
  vpcListeners: optional({
    name: 'vpc-listeners',
    placeholder: '<listeners>',
    summary:
      'listeners that are endpoints of a VPC: vpc-1a2b=https://10.0.0.5:8443;10.0.0.0/8 with the networks of its clients, with commas between listeners',
    parse: values.vpcListeners,
  }),
  endpointsOnly: setting({
    name: 'endpoints-only',
    summary: 'listen on --vpc-listeners alone, not on --port and --http-port',
    standard: 'false',
    parse: values.flag,
  }),
  region: setting({
    name: 'region',
    placeholder: '<name>',
    summary: 'AWS region that requests are signed for',
    standard: 'us-east-1',
    parse: values.region,
  }),
  accountId: setting({
    name: 'account-id',
    placeholder: '<digits>',
    summary: 'AWS account id in every ARN; cannot change once there is data',
    standard: '000000000000',
    parse: values.accountId,
  }),
  tlsCert: optional({
    name: 'tls-cert',
    placeholder: '<file>',
    summary: 'your own certificate chain, PEM (default: one from the local CA)',
    parse: values.path,
  }),
  tlsKey: optional({
    name: 'tls-key',
    placeholder: '<file>',
    summary: 'private key of --tls-cert, PEM',
    parse: values.path,
  }),
  tlsNames: optional({
    name: 'tls-names',
    placeholder: '<names>',
    summary: 'further host names or addresses for the certificate of the local CA, with commas',
    parse: values.names,
  }),
  store: setting({
    name: 'store',
    placeholder: '<store>',
    summary: 'sqlite, memory or postgres://user@host:port/database',
    standard: 'sqlite',
    parse: values.store,
  }),
  inMemory: setting({
    name: 'in-memory',
    summary: 'keep all data in memory, for tests; the same as --store memory',
    standard: 'false',
    parse: values.flag,
  }),
  cipher: setting({
    name: 'cipher',
    placeholder: '<name>',
    summary:
      'page encryption of the embedded store: aegis (AEGIS-256), or sqlcipher where a policy wants AES',
    standard: 'aegis',
    parse: values.oneOf('aegis', 'sqlcipher'),
  }),
  pages: setting({
    name: 'pages',
    placeholder: '<checked|unchecked>',
    summary:
      'checked: a page of the embedded store must be the one that was last written there; unchecked gives that up',
    standard: 'checked',
    parse: values.oneOf('checked', 'unchecked'),
  }),
  keyCacheSeconds: setting({
    name: 'key-cache-seconds',
    placeholder: '<seconds>',
    summary:
      'how long an unwrapped table key is used: the time within which a disabled key shuts its tables',
    standard: '300',
    parse: values.cacheSeconds,
  }),
  workers: setting({
    name: 'workers',
    placeholder: '<count>',
    summary: 'processes that share the port and the embedded store',
    standard: '1',
    parse: values.workers,
  }),
  tableDelays: setting({
    name: 'table-delays',
    placeholder: '<time>',
    summary:
      'how long tables stay CREATING, UPDATING and DELETING: none, aws (about as long as in the cloud service) or milliseconds',
    standard: 'none',
    parse: values.tableDelays,
  }),
  itemCollectionBytes: setting({
    name: 'item-collection-bytes',
    placeholder: '<bytes>',
    summary:
      'for tests: lower limit of an item collection, the items of one partition key with their rows in local indexes. Exact in one process once it counted a collection; with several workers or nodes an estimate, as in the cloud service',
    standard: String(limits.itemCollectionBytes),
    parse: values.itemCollectionBytes,
  }),
  audit: setting({
    name: 'audit',
    placeholder: '<standard|strict>',
    summary:
      'when the audit records of reads are on disk: within a second, or (strict) before each answer; those of writes are in the commit of the write',
    standard: 'standard',
    parse: values.oneOf('standard', 'strict'),
  }),
  auditTargets: optional({
    name: 'audit-targets',
    placeholder: '<targets>',
    summary:
      'where trails are delivered: what a trail may name as its bucket, with commas between them: archive=file:/var/audit or my-logs=s3:https://s3.eu-west-1.amazonaws.com;eu-west-1 (default: strongroom-audit, the directory audit in the data directory)',
    parse: values.auditTargets,
  }),
  auditDeliverySeconds: setting({
    name: 'audit-delivery-seconds',
    placeholder: '<seconds>',
    summary: 'how long records are collected before a trail gets its next log file, from 1 to 300',
    standard: '300',
    parse: values.deliverySeconds,
  }),
  auditRetentionDays: optional({
    name: 'audit-retention-days',
    placeholder: '<days>',
    summary: 'remove older files of trails from directories (default: keep all)',
    parse: values.retentionDays,
  }),
  auditRetentionMib: optional({
    name: 'audit-retention-mib',
    placeholder: '<MiB>',
    summary:
      'remove the oldest days of files of trails from a directory with more than this; today and yesterday stay (default: keep all)',
    parse: values.retentionMib,
  }),
  alertRules: optional({
    name: 'alert-rules',
    placeholder: '<file>',
    summary:
      'rules for alerts beside those that are built in, and which of those are off, YAML or JSON',
    parse: values.path,
  }),
  alertWebhook: optional({
    name: 'alert-webhook',
    placeholder: '<url>',
    summary: 'post each alert there, signed; https alone, and redirects are not followed',
    parse: values.httpsUrl,
  }),
  alertWebhookCa: optional({
    name: 'alert-webhook-ca',
    placeholder: '<file>',
    summary: 'CA of --alert-webhook, PEM (default: those that Node trusts)',
    parse: values.path,
  }),
  alertSyslog: optional({
    name: 'alert-syslog',
    placeholder: '<host:port>',
    summary: 'send each alert to this syslog server, by RFC 5424 over TLS',
    parse: values.address,
  }),
  alertSyslogCa: optional({
    name: 'alert-syslog-ca',
    placeholder: '<file>',
    summary: 'CA of --alert-syslog, PEM (default: those that Node trusts)',
    parse: values.path,
  }),
  alertFile: optional({
    name: 'alert-file',
    placeholder: '<file>',
    summary: 'append each alert to this file, a line of JSON each; strongroom alerts tail shows it',
    parse: values.path,
  }),
  throttling: setting({
    name: 'throttling',
    placeholder: '<on|off>',
    summary:
      'hold tables and global indexes to their provisioned throughput and on-demand maximums; off: only report what is consumed. Of several workers each enforces its share',
    standard: 'on',
    parse: values.oneOf('on', 'off'),
  }),
  streamShards: optional({
    name: 'stream-shards',
    placeholder: '<count>',
    summary:
      'shards with which a stream begins, up to 16 (default: 1, on PostgreSQL 4, whose commits run side by side)',
    parse: values.streamShards,
  }),
  logFormat: optional({
    name: 'log-format',
    placeholder: '<format>',
    summary: 'pretty or json (default: pretty on a terminal)',
    parse: values.oneOf('pretty', 'json'),
  }),
  logLevel: setting({
    name: 'log-level',
    placeholder: '<level>',
    summary: 'debug, info, warn, error or silent',
    standard: 'info',
    parse: values.oneOf('debug', 'info', 'warn', 'error', 'silent'),
  }),
} as const satisfies Record<string, Setting<unknown>>

type Table = typeof settings
export type SettingKey = keyof Table
/** Every setting with its value. */
export type Settings = { readonly [Key in SettingKey]: ReturnType<Table[Key]['parse']> }

export const settingKeys = Object.keys(settings) as SettingKey[]

/** The environment variable of a setting. */
export function variableOf(setting: { readonly name: string }): string {
  return `STRONGROOM_${setting.name.toUpperCase().replaceAll('-', '_')}`
}
