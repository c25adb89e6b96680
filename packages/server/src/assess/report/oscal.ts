import { createHash } from 'node:crypto'
import type { CheckResult, ControlResult, Report, Status, Waiver } from '../model.ts'
import { statusWords } from './words.ts'

/** Version of the model that is written: that of the schema by which tests validate it. */
const oscalVersion = '1.2.2'

/** Namespace of properties and ids that are ours. */
const ns = 'urn:strongroom:assessment'

/**
 * The review as OSCAL assessment results: an observation for each check, a finding for each control and a
 * risk for each check that does not pass. Ids follow from the id of the report, so that the same report
 * is always written the same.
 */
export function renderOscal(report: Report): string {
  return `${JSON.stringify(oscalOf(report), undefined, 2)}\n`
}

function oscalOf(report: Report): object {
  const { target, tool } = report
  const uuid = (name: string): string => derived(report.id, name)
  const assessor = uuid('party assessor')
  const subject = uuid('component target')
  const open = report.checks.filter(({ status }) => status !== 'pass')
  return {
    'assessment-results': {
      uuid: report.id,
      metadata: {
        title: `Security review of ${target.endpoint}`,
        'last-modified': report.ended,
        version: report.started,
        'oscal-version': oscalVersion,
        roles: [{ id: 'assessor', title: 'Assessor' }],
        parties: [{ uuid: assessor, type: 'person', name: target.assessor || 'unknown' }],
        'responsible-parties': [{ 'role-id': 'assessor', 'party-uuids': [assessor] }],
      },
      // The plan is the command itself: its controls and checks are the same in every run of a version.
      'import-ap': {
        href: `#${uuid('plan')}`,
        remarks: `Controls and checks of ${tool.name} assess ${tool.version}.`,
      },
      ...(report.checks.length === 0
        ? {}
        : { 'local-definitions': { activities: report.checks.map((one) => activity(one, uuid)) } }),
      results: [
        {
          uuid: uuid('result'),
          title: `${statusWords[report.status]}: ${target.endpoint}`,
          description: `Account ${target.account} in ${target.region}, assessed ${target.passive ? 'without' : 'with'} attacks.`,
          start: report.started,
          end: report.ended,
          props: [property('status', report.status)],
          'local-definitions': {
            components: [
              {
                uuid: subject,
                type: 'service',
                title: target.kind === 'aws' ? 'Amazon DynamoDB' : 'Strongroom',
                description: `The service at ${target.endpoint}.`,
                status: { state: 'operational' },
              },
            ],
          },
          'reviewed-controls': {
            'control-selections': [
              {
                'include-controls': report.controls.map(({ id }) => ({ 'control-id': id })),
              },
            ],
          },
          ...(report.checks.length === 0
            ? {}
            : {
                observations: report.checks.map((one) => observation(one, report, uuid, subject)),
              }),
          ...(open.length === 0 ? {} : { risks: open.map((check) => risk(check, uuid)) }),
          findings: report.controls.map((control) => finding(control, report, uuid)),
        },
      ],
      'back-matter': {
        resources: [
          {
            uuid: uuid('plan'),
            title: `The plan of ${tool.name} assess ${tool.version}`,
            description:
              'What each control asks, and how each status is reached, is in the report in JSON.',
          },
        ],
      },
    },
  }
}

type Uuid = (name: string) => string

function activity(check: CheckResult, uuid: Uuid): object {
  return {
    uuid: uuid(`activity ${check.id}`),
    title: check.title,
    description: check.active
      ? 'An attack on a throw-away thing.'
      : 'A question that changes nothing.',
    props: [property('check', check.id)],
  }
}

function observation(check: CheckResult, report: Report, uuid: Uuid, subject: string): object {
  const collected = check.evidence.at(-1)?.at ?? report.ended
  const evidence = check.evidence.map(({ asked, answered, at, sha256 }) => ({
    description: asked || check.title,
    props: [property('collected', at), property('sha256', sha256)],
    remarks: answered || 'an empty answer',
  }))
  return {
    uuid: uuid(`observation ${check.id}`),
    title: check.title,
    description: check.says || check.title,
    props: [property('check', check.id), property('status', check.status)],
    methods: [check.active ? 'TEST' : 'EXAMINE'],
    origins: [
      { actors: [{ type: 'party', 'actor-uuid': uuid('party assessor'), 'role-id': 'assessor' }] },
    ],
    subjects: [{ 'subject-uuid': subject, type: 'component' }],
    ...(evidence.length === 0 ? {} : { 'relevant-evidence': evidence }),
    collected,
  }
}

function risk(check: CheckResult, uuid: Uuid): object {
  const { waiver } = check
  return {
    uuid: uuid(`risk ${check.id}`),
    title: check.title,
    description: check.says || check.title,
    statement: check.status === 'review' ? 'This is not known to hold.' : 'This does not hold.',
    props: [property('check', check.id)],
    status: waiver === undefined ? 'open' : 'deviation-approved',
    ...(waiver === undefined ? {} : { deadline: `${waiver.until}T23:59:59Z` }),
    ...(check.remedy.length === 0
      ? {}
      : {
          remediations: [
            {
              uuid: uuid(`remediation ${check.id}`),
              lifecycle: waiver === undefined ? 'recommendation' : 'planned',
              title: waiver === undefined ? 'Remedy' : accepted(waiver),
              description: check.remedy.join('\n'),
            },
          ],
        }),
    'related-observations': [{ 'observation-uuid': uuid(`observation ${check.id}`) }],
  }
}

function finding(control: ControlResult, report: Report, uuid: Uuid): object {
  const open = report.checks.filter(
    ({ id, status }) => status !== 'pass' && control.checks.includes(id),
  )
  const waiver = report.waivers.find(({ id, expired }) => id === control.id && !expired)
  const related = control.checks.map((id) => ({ 'observation-uuid': uuid(`observation ${id}`) }))
  return {
    uuid: uuid(`finding ${control.id}`),
    title: `${control.title}: ${statusWords[control.status]}`,
    description: control.question,
    props: [property('status', control.status), property('accepted', String(control.waived))],
    target: {
      type: 'objective-id',
      'target-id': control.id,
      title: control.title,
      status: {
        state: stateOf(control.status),
        reason: control.status === 'pass' ? 'pass' : 'other',
      },
      remarks: control.reached[control.status],
    },
    ...(related.length === 0 ? {} : { 'related-observations': related }),
    ...(open.length === 0
      ? {}
      : { 'related-risks': open.map(({ id }) => ({ 'risk-uuid': uuid(`risk ${id}`) })) }),
    ...(waiver === undefined ? {} : { remarks: accepted(waiver) }),
  }
}

/** In one line, as titles are, whatever the reason is. */
function accepted({ reason, until }: Waiver): string {
  return `Accepted until ${until}: ${reason.trim().replaceAll(/\s+/g, ' ')}`
}

/** The model knows two states: what is not known to be satisfied is not. */
function stateOf(status: Status): 'satisfied' | 'not-satisfied' {
  return status === 'pass' ? 'satisfied' : 'not-satisfied'
}

function property(name: string, value: string): object {
  return { name, ns, value }
}

/** A UUID of version 5: of a name in the namespace that the report's id is. */
function derived(report: string, name: string): string {
  const namespace = Buffer.from(report.replaceAll('-', ''), 'hex')
  const bytes = createHash('sha1').update(namespace).update(name, 'utf8').digest().subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
