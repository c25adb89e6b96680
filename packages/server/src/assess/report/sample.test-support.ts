import type { CheckResult, ControlResult, Report, Status } from '../model.ts'

function check(
  id: string,
  status: Status,
  says: string,
  more: Partial<CheckResult> = {},
): CheckResult {
  const evidence = {
    asked: `dynamodb:DescribeTable {"TableName":"${id}"}`,
    answered: '{"Table":{"TableName":"<b>Music</b>"}}',
    at: '2027-01-02T03:04:06.000Z',
    sha256: 'ab'.repeat(32),
  }
  return {
    id,
    title: `Title of ${id}`,
    active: false,
    status,
    says,
    remedy: ['aws dynamodb update-table --table-name "$TABLE"', '# Then look again.'],
    evidence: [evidence],
    ...more,
  }
}

function control(
  id: string,
  title: string,
  status: Status,
  checks: readonly string[],
  more: Partial<ControlResult> = {},
): ControlResult {
  return {
    id,
    group: 'review',
    title,
    question: 'Is it so?',
    material: 'The manual says so.',
    reached: { pass: 'It is so.', review: 'Nobody knows.', remediate: 'It is not so.' },
    references: ['https://docs.aws.amazon.com/dynamodb/'],
    status,
    waived: false,
    checks,
    ...more,
  }
}

const waiver = { id: 'certificates', reason: 'The audit is planned', until: '2027-03-31' }

/** A report with every kind of thing that a report may have. */
export const sampleReport: Report = {
  format: 'strongroom-assessment-1',
  id: '6b1f9f0e-5b1c-4a0e-9b59-0f7c1f2d3e4a',
  started: '2027-01-02T03:04:05.000Z',
  ended: '2027-01-02T03:04:07.000Z',
  tool: { name: 'strongroom', version: '1.2.3' },
  target: {
    kind: 'strongroom',
    endpoint: 'https://127.0.0.1:8000',
    region: 'us-east-1',
    account: '111122223333',
    assessor: 'arn:aws:iam::111122223333:user/auditor',
    passive: false,
  },
  status: 'remediate',
  controls: [
    control('authentication', 'Authentication', 'pass', ['unsigned-refused']),
    control('encryption-at-rest', 'Encryption at rest', 'remediate', ['tables-under-keys']),
    control(
      'need-compliance',
      'Compliance references, with a title too long',
      'review',
      ['certificates'],
      {
        group: 'need',
        waived: true,
      },
    ),
  ],
  checks: [
    check('unsigned-refused', 'pass', 'It is refused.', { active: true }),
    check(
      'tables-under-keys',
      'remediate',
      `The tables ${Array.from({ length: 40 }, (_, index) => `T${String(index)}`).join(', ')} and ${'x'.repeat(150)} are under no key of yours.`,
    ),
    check('certificates', 'review', 'No certificate was given.', { waiver }),
  ],
  waivers: [
    { ...waiver, expired: false },
    { id: 'old', reason: 'Was', until: '2020-01-01', expired: true },
  ],
  changes: {
    since: '2026-12-01T00:00:00.000Z',
    list: [{ id: 'tables-under-keys', kind: 'worse', before: 'pass', after: 'remediate' }],
  },
  leftBehind: ['table strongroom-assess-1 (InternalServerError (HTTP 500): no)'],
}
