/**
 * The import table of the server, as data. ARCHITECTURE.md tells what lives in each folder.
 *
 * A folder may import the folders that its row names, and of those only the face, which is their
 * `index.ts`. A row may also be one file that is a face of its own (`services/operation.ts`).
 * A file belongs to the row with the longest matching name.
 *
 * @typedef {object} Row
 * @property {readonly string[]} imports rows whose face may be imported
 * @property {readonly string[]} [types] rows of which only types may be imported
 * @property {readonly string[]} [parts] folders inside, which are no faces of their own
 * @property {readonly string[]} [faces] files beside `index.ts` that other folders may import
 * @property {readonly string[]} [packages] npm packages
 * @property {readonly string[]} [builtins] the only Node built-ins; absent: any
 */

/** What a pure folder may use of Node: arithmetic on bytes, but no I/O, no clock and no process. */
const pure = ['node:buffer', 'node:crypto', 'node:util']

const security = [
  'security/policy',
  'security/sigv4',
  'security/credentials',
  'security/federation',
  'security/iam',
  'security/keys',
  'security/kms',
]

/** Layers 0 to 3: what a service may build on. */
const belowServices = [
  'base',
  'generated',
  'errors',
  'values',
  'storage',
  'engine',
  'engine/expression',
  'engine/partiql',
  ...security,
  'audit',
  'audit/trails',
  'audit/lookup',
  'metrics',
]

const service = { imports: [...belowServices, 'services/operation.ts'] }

/** @type {Readonly<Record<string, Row>>} */
export const table = {
  base: { imports: [], parts: ['limits'] },
  generated: {
    imports: [],
    types: ['values'],
    builtins: [],
    parts: [
      'dynamodb',
      'dynamodbstreams',
      'iam',
      'sts',
      'ec2',
      'kms',
      'cloudtrail',
      'accessanalyzer',
    ],
    faces: [
      'dynamodb/index.ts',
      'dynamodbstreams/index.ts',
      'iam/index.ts',
      'sts/index.ts',
      'ec2/index.ts',
      'kms/index.ts',
      'cloudtrail/index.ts',
      'accessanalyzer/index.ts',
      'rest-table.ts',
      'shape-table.ts',
      'wire-table.ts',
    ],
  },
  errors: { imports: ['base'] },
  values: { imports: ['base', 'errors'] },

  storage: {
    imports: ['base'],
    faces: ['kv.ts', 'stamps.ts', 'contract-suite.ts'],
    parts: ['contract', 'wrappers'],
  },
  'storage/memory': { imports: ['base', 'storage'] },
  'storage/faulty': { imports: ['base', 'storage'] },
  'storage/sqlite': { imports: ['base', 'storage'], packages: ['better-sqlite3-multiple-ciphers'] },
  'storage/postgres': { imports: ['base', 'storage'], packages: ['pg'] },

  'engine/expression': { imports: ['base', 'values', 'errors'], builtins: pure },
  'engine/partiql': {
    imports: ['base', 'values', 'errors', 'engine/expression'],
    builtins: pure,
  },
  engine: {
    imports: ['base', 'values', 'errors', 'storage', 'engine/expression', 'engine/partiql'],
    parts: [
      'background',
      'tables',
      'rows',
      'items',
      'indexes',
      'query',
      'transactions',
      'throughput',
      'log',
      'streams',
      'ttl',
      'backup',
      'global',
    ],
  },

  'security/policy': { imports: ['base'], builtins: pure, parts: ['compare'] },
  'security/sigv4': { imports: ['base'], builtins: pure },
  'security/credentials': {
    imports: ['base', 'errors', 'storage'],
    types: ['security/policy'],
  },
  'security/federation': { imports: ['base', 'errors', 'storage', 'security/policy'] },
  'security/iam': {
    imports: ['base', 'errors', 'storage', 'security/policy', 'security/credentials'],
  },
  'security/keys': { imports: ['base', 'errors', 'storage', 'security/sigv4'] },
  'security/kms': { imports: ['base', 'errors', 'storage', 'security/keys', 'security/policy'] },
  audit: {
    imports: ['base', 'errors', 'storage'],
    types: ['security/credentials'],
    parts: ['operations', 'records', 'log'],
  },
  'audit/trails': { imports: ['base', 'errors', 'storage'] },
  'audit/lookup': { imports: ['base', 'errors', 'storage'], types: ['audit'] },
  // The files of trails and their validation: what also works without a server.
  'audit/trail-files': { imports: ['base'], builtins: [...pure, 'node:zlib'] },
  'audit/delivery': {
    imports: ['base', 'storage', 'errors', 'audit/trail-files'],
    types: ['audit', 'audit/trails'],
    packages: ['@aws-sdk/client-s3'],
  },
  alerts: {
    imports: ['base', 'storage', 'security/policy'],
    types: ['audit'],
    parts: ['events', 'pattern', 'rules', 'policies', 'queue', 'targets'],
  },
  metrics: { imports: ['base', 'storage'] },

  'services/operation.ts': {
    imports: ['base', 'generated'],
    types: ['security/credentials', 'security/policy', 'storage'],
  },
  'services/dynamodb': { ...service, parts: ['access', 'legacy'] },
  'services/streams': service,
  'services/sts': service,
  'services/iam': service,
  'services/kms': service,
  'services/access-analyzer': service,
  'services/cloudtrail': service,
  'services/cloudwatch': service,
  'services/vpc-endpoints': service,

  front: {
    imports: [
      'base',
      'generated',
      'errors',
      'values',
      'services/operation.ts',
      ...security,
      'audit',
      'metrics',
    ],
    parts: ['http', 'codecs', 'decode', 'pipeline', 'console-assets'],
  },

  // Speaks to a server as any client does, and so knows none of its parts.
  assess: {
    imports: ['base'],
    parts: ['asking', 'checks', 'controls', 'probe', 'report'],
    packages: [
      '@aws-sdk/client-cloudtrail',
      '@aws-sdk/client-cloudwatch',
      '@aws-sdk/client-dynamodb',
      '@aws-sdk/client-dynamodb-streams',
      '@aws-sdk/client-ec2',
      '@aws-sdk/client-iam',
      '@aws-sdk/client-kms',
      '@aws-sdk/client-sts',
    ],
  },
  jobs: { imports: ['base', 'engine', ...security, 'audit', 'metrics'] },

  app: {
    imports: [
      ...belowServices,
      'storage/memory',
      'storage/sqlite',
      'storage/postgres',
      'services/operation.ts',
      'services/dynamodb',
      'services/streams',
      'services/sts',
      'services/iam',
      'services/kms',
      'services/access-analyzer',
      'services/cloudtrail',
      'services/cloudwatch',
      'services/vpc-endpoints',
      'audit/trail-files',
      'audit/delivery',
      'alerts',
      'front',
      'assess',
      'jobs',
    ],
    parts: ['audit-readers', 'authorization', 'config', 'commands', 'control', 'tls', 'workers'],
    // What the published package exports.
    faces: ['config/index.ts', 'foundation.ts', 'server.ts'],
    packages: [
      '@aws-sdk/client-cloudtrail',
      '@aws-sdk/client-dynamodb',
      '@aws-sdk/client-iam',
      '@peculiar/x509',
      'cli-progress',
      'commander',
      'pino',
      'pino-pretty',
      'reflect-metadata',
      'yaml',
    ],
  },
  'index.ts': { imports: ['base', 'app'] },
}

/** Where the table holds. */
export const tableRoot = 'packages/server/src/'

/** The one file that reads the environment. */
export const environmentFile = 'packages/server/src/app/config/env.ts'

/** Rows that only `app/` and tests may name, so that the engine never knows which store it has. */
export const drivers = ['storage/memory', 'storage/sqlite', 'storage/postgres']

/**
 * The workspace packages, split by where the code runs, and the packages of ours that each may
 * import, by name. None reaches into another's folder.
 *
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const packages = {
  server: [],
  conformance: [],
  bench: ['strongroom'],
  'client-encryption': [],
  'console-api': [],
  console: ['console-api'],
}
