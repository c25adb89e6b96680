import { badSignatureRefused, unsignedRefused } from '../../../src/assess/checks/authentication.ts'
import { answering, refusing, type Flip } from '../support.ts'

/** No setting lets such a request in, so a lax server stands in for the real one. */
export const flips: readonly Flip[] = [
  {
    check: unsignedRefused,
    steps: [
      { when: 'the server is itself', expect: 'pass' },
      {
        when: 'a server answers everybody',
        expect: 'remediate',
        stage: {
          wire: (real) => ({
            ...real,
            post: () => Promise.resolve({ status: 200, requestId: undefined, body: '{}' }),
          }),
        },
      },
      {
        when: 'something else is wrong',
        expect: 'review',
        stage: {
          wire: (real) => ({
            ...real,
            post: () => Promise.resolve({ status: 503, requestId: undefined, body: '' }),
          }),
        },
      },
      { when: 'the server is itself again', expect: 'pass' },
    ],
  },
  {
    check: badSignatureRefused,
    steps: [
      { when: 'the server is itself', expect: 'pass' },
      {
        when: 'a server verifies nothing',
        expect: 'remediate',
        stage: {
          api: answering({
            'sts:GetCallerIdentity': () => ({ Account: '111122223333', Arn: 'arn' }),
          }),
        },
      },
      {
        when: 'something else is wrong',
        expect: 'review',
        says: /but as ServiceUnavailable/,
        stage: {
          api: refusing('sts:GetCallerIdentity', ({ name = '' }) => /a wrong secret$/.test(name)),
        },
      },
      { when: 'the server is itself again', expect: 'pass' },
    ],
  },
]
