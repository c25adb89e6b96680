import {
  advisoriesNone,
  filesPrivate,
  listenersNarrow,
  masterKeyApart,
  plainListeners,
  processConfined,
  processUnprivileged,
  rootSecretPutAway,
  runtimeSupported,
} from '../../../src/assess/checks/host.ts'
import type { FileFacts, ServerProcess } from '../../../src/assess/asking/ports.ts'
import { systemClock } from '../../../src/base/index.ts'
import type { Realm } from '../../identity/support.ts'
import { hostWith, type Flip, type Stage } from '../support.ts'

const confined: ServerProcess = {
  pid: 4711,
  uid: 990,
  noNewPrivileges: true,
  capabilities: '0000000000000000',
  seccomp: true,
  listeners: [{ address: '10.0.0.5', port: 8443 }],
}

const running = (more: Partial<ServerProcess> = {}): Stage => ({
  host: hostWith({ serverOn: () => Promise.resolve({ ...confined, ...more }) }),
})

/** A server that listens where this one does, so that its listeners are really asked. */
const listening =
  (urls: (realm: Realm) => readonly (string | undefined)[]) =>
  (realm: Realm): Stage =>
    running({
      listeners: urls(realm)
        .filter((url) => url !== undefined)
        .map((url) => ({ address: '127.0.0.1', port: Number(new URL(url).port) })),
    })

const folders = { dataDir: '/srv/data', keysDir: '/srv/keys' }

const file = (path: string, mode = 0o600, device = 1): FileFacts => ({
  path,
  mode,
  device,
  directory: false,
})

const holding = (...files: FileFacts[]): Stage => ({
  target: folders,
  host: hostWith({
    files: (path) => Promise.resolve(files.filter((one) => one.path.startsWith(path))),
  }),
})

const onNode = (nodeVersion: string, now: string): Stage => ({
  host: hostWith({ nodeVersion }),
  clock: { ...systemClock, now: () => Date.parse(now) },
})

const audit = (vulnerabilities: object | undefined): Stage => ({
  target: { advisories: 'advisories.json' },
  host: hostWith({
    read: () => Promise.resolve(JSON.stringify({ metadata: { vulnerabilities } })),
  }),
})

const data = file('/srv/data/store.db')
const key = file('/srv/keys/master.key')

export const flips: readonly Flip[] = [
  {
    check: processUnprivileged,
    steps: [
      { when: 'it is not to be seen', expect: 'review' },
      { when: 'it has a user of its own', expect: 'pass', stage: running() },
      { when: 'it is the superuser', expect: 'remediate', stage: running({ uid: 0 }) },
      { when: 'it has a user of its own again', expect: 'pass', stage: running() },
    ],
  },
  {
    check: processConfined,
    steps: [
      { when: 'it is confined', expect: 'pass', stage: running() },
      {
        when: 'it has a capability',
        expect: 'review',
        stage: running({ capabilities: '0000000000000400' }),
      },
      {
        when: 'it may gain privileges',
        expect: 'review',
        stage: running({ noNewPrivileges: false }),
      },
      { when: 'its calls are not filtered', expect: 'review', stage: running({ seccomp: false }) },
      { when: 'it is confined again', expect: 'pass', stage: running() },
    ],
  },
  {
    check: listenersNarrow,
    steps: [
      { when: 'it listens on one address', expect: 'pass', stage: running() },
      {
        when: 'it listens on all',
        expect: 'review',
        stage: running({ listeners: [{ address: '::', port: 8000 }] }),
      },
      { when: 'it listens on one address again', expect: 'pass', stage: running() },
      { when: 'it is not to be seen', expect: 'review' },
    ],
  },
  {
    check: plainListeners,
    steps: [
      {
        when: 'it speaks TLS alone',
        expect: 'pass',
        stage: listening(({ server }) => [server.endpoint]),
      },
      {
        when: 'one listener speaks plain HTTP',
        expect: 'remediate',
        stage: listening(({ server }) => [server.endpoint, server.httpEndpoint]),
      },
      {
        when: 'one was named',
        expect: 'remediate',
        stage: ({ server }) => ({ target: { plainEndpoint: server.httpEndpoint ?? '' } }),
      },
      {
        when: 'one listens on every network',
        expect: 'remediate',
        stage: ({ server }) => {
          const port = Number(new URL(server.httpEndpoint ?? '').port)
          return running({ listeners: [{ address: '0.0.0.0', port }] })
        },
      },
      {
        when: 'nothing answers where one was named, and no other is to be seen',
        expect: 'review',
        stage: { target: { plainEndpoint: 'http://127.0.0.1:1' } },
      },
      { when: 'it is not to be seen', expect: 'review' },
      {
        when: 'it speaks TLS alone again',
        expect: 'pass',
        stage: listening(({ server }) => [server.endpoint]),
      },
    ],
  },
  {
    check: filesPrivate,
    steps: [
      { when: 'they are private', expect: 'pass', stage: holding(data, key) },
      {
        when: 'others may read one',
        expect: 'remediate',
        says: /store\.db \(640\)/,
        stage: holding(key, file('/srv/data/store.db', 0o640)),
      },
      {
        when: 'others may read the CA',
        expect: 'pass',
        stage: holding(key, file('/srv/keys/ca.pem', 0o644)),
      },
      { when: 'they are not to be seen', expect: 'review', stage: holding() },
    ],
  },
  {
    check: masterKeyApart,
    steps: [
      { when: 'it is on the same file system', expect: 'review', stage: holding(data, key) },
      {
        when: 'it is on another',
        expect: 'pass',
        stage: holding(data, file('/srv/keys/master.key', 0o600, 2)),
      },
      {
        when: 'there is no file of it',
        expect: 'pass',
        stage: holding(data, file('/srv/keys/ca.pem')),
      },
      { when: 'no folder is to be seen', expect: 'review', stage: { target: folders } },
      { when: 'it is on the same again', expect: 'review', stage: holding(data, key) },
    ],
  },
  {
    check: rootSecretPutAway,
    steps: [
      {
        when: 'it lies there',
        expect: 'remediate',
        stage: holding(key, file('/srv/keys/root.credentials')),
      },
      { when: 'it does not', expect: 'pass', stage: holding(key) },
      {
        when: 'it lies there again',
        expect: 'remediate',
        stage: holding(key, file('/srv/keys/root.credentials')),
      },
    ],
  },
  {
    check: runtimeSupported,
    steps: [
      { when: 'its line has updates', expect: 'pass', stage: onNode('v22.1.0', '2026-06-01') },
      {
        when: 'its line has none any more',
        expect: 'remediate',
        stage: onNode('v20.20.0', '2026-06-01'),
      },
      { when: 'nobody knows', expect: 'review', stage: onNode('v23.0.0', '2026-06-01') },
      { when: 'it had them at the time', expect: 'pass', stage: onNode('v20.20.0', '2026-04-01') },
    ],
  },
  {
    check: advisoriesNone,
    steps: [
      { when: 'nothing was given', expect: 'review' },
      { when: 'none is known', expect: 'pass', stage: audit({ total: 0 }) },
      {
        when: 'a slight one is known',
        expect: 'review',
        stage: audit({ low: 1, high: 0, total: 1 }),
      },
      {
        when: 'a grave one is known',
        expect: 'remediate',
        says: /2 critical/,
        stage: audit({ critical: 2, total: 2 }),
      },
      { when: 'it is something else', expect: 'review', stage: audit(undefined) },
      {
        when: 'it is nothing that can be read',
        expect: 'review',
        stage: { target: { advisories: 'advisories.json' }, host: hostWith({}) },
      },
    ],
  },
]
