/**
 * The parts of OSCAL 1.1 assessment results that are written, by hand from the published reference of
 * the model: which members an object must and may have, and of what form. It is no copy of the JSON
 * schema, and a text that keeps to it is not thereby proved to be valid by that.
 */
type Form = RegExp | Shape | readonly [Form]

interface Shape {
  readonly must?: Readonly<Record<string, Form>>
  readonly may?: Readonly<Record<string, Form>>
}

const text = /\S/
const line = /^\S(.*\S)?$/
const token = /^[\p{L}_][\p{L}\p{N}.\-_]*$/u
const uuid = /^[\da-f]{8}-[\da-f]{4}-[45][\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/i
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/
const uri = /^[a-z][a-z\d+.-]*:\S+$/i
const reference = /^\S+$/

const property: Shape = {
  must: { name: token, value: line },
  may: { uuid, ns: uri, class: token, group: token, remarks: text },
}
const props: Form = [property]
const observations: Form = [{ must: { 'observation-uuid': uuid } }]

const metadata: Shape = {
  must: { title: text, 'last-modified': time, version: line, 'oscal-version': line },
  may: {
    roles: [{ must: { id: token, title: text }, may: { description: text } }],
    parties: [{ must: { uuid, type: /^(person|organization)$/ }, may: { name: line, props } }],
    'responsible-parties': [{ must: { 'role-id': token, 'party-uuids': [uuid] } }],
  },
}

const observation: Shape = {
  must: {
    uuid,
    description: text,
    methods: [/^(EXAMINE|INTERVIEW|TEST|UNKNOWN)$/],
    collected: time,
  },
  may: {
    title: text,
    props,
    types: [token],
    origins: [
      {
        must: {
          actors: [
            {
              must: { type: /^(tool|assessment-platform|party)$/, 'actor-uuid': uuid },
              may: { 'role-id': token, props },
            },
          ],
        },
      },
    ],
    subjects: [
      {
        must: {
          'subject-uuid': uuid,
          type: /^(component|inventory-item|location|party|user|resource)$/,
        },
      },
    ],
    'relevant-evidence': [
      { must: { description: text }, may: { href: reference, props, remarks: text } },
    ],
    expires: time,
    remarks: text,
  },
}

const risk: Shape = {
  must: {
    uuid,
    title: text,
    description: text,
    statement: text,
    status: /^(open|investigating|remediating|deviation-requested|deviation-approved|closed)$/,
  },
  may: {
    props,
    deadline: time,
    remediations: [
      {
        must: {
          uuid,
          lifecycle: /^(recommendation|planned|completed)$/,
          title: text,
          description: text,
        },
        may: { props, remarks: text },
      },
    ],
    'related-observations': observations,
  },
}

const finding: Shape = {
  must: {
    uuid,
    title: text,
    description: text,
    target: {
      must: {
        type: /^(statement-id|objective-id)$/,
        'target-id': token,
        status: {
          must: { state: /^(satisfied|not-satisfied)$/ },
          may: { reason: /^(pass|fail|other)$/, remarks: text },
        },
      },
      may: { title: text, description: text, props, remarks: text },
    },
  },
  may: {
    props,
    'related-observations': observations,
    'related-risks': [{ must: { 'risk-uuid': uuid } }],
    remarks: text,
  },
}

const result: Shape = {
  must: {
    uuid,
    title: text,
    description: text,
    start: time,
    'reviewed-controls': {
      must: {
        'control-selections': [
          { may: { 'include-controls': [{ must: { 'control-id': token } }] } },
        ],
      },
    },
  },
  may: {
    end: time,
    props,
    'local-definitions': {
      may: {
        components: [
          {
            must: {
              uuid,
              type: line,
              title: text,
              description: text,
              status: { must: { state: /^(under-development|operational|disposition|other)$/ } },
            },
          },
        ],
      },
    },
    observations: [observation],
    risks: [risk],
    findings: [finding],
    remarks: text,
  },
}

const document: Shape = {
  must: {
    'assessment-results': {
      must: {
        uuid,
        metadata,
        'import-ap': { must: { href: reference }, may: { remarks: text } },
        results: [result],
      },
      may: {
        'local-definitions': {
          may: {
            activities: [
              { must: { uuid, description: text }, may: { title: text, props, remarks: text } },
            ],
          },
        },
        'back-matter': {
          may: {
            resources: [
              { must: { uuid }, may: { title: text, description: text, props, remarks: text } },
            ],
          },
        },
      },
    },
  },
}

/** What a value has that it may not, lacks, or has in a wrong form; each with where. */
export function oscalProblems(value: unknown): readonly string[] {
  return problemsOf(value, document, '')
}

function problemsOf(value: unknown, form: Form, where: string): readonly string[] {
  if (form instanceof RegExp) {
    return typeof value === 'string' && form.test(value)
      ? []
      : [`${where}: ${JSON.stringify(value)}`]
  }
  if (isList(form)) {
    if (!Array.isArray(value) || value.length === 0) return [`${where}: no list with members`]
    return value.flatMap((one, index) => problemsOf(one, form[0], `${where}/${String(index)}`))
  }
  if (typeof value !== 'object' || value === null) return [`${where}: no object`]
  const { must = {}, may = {} } = form
  const missing = Object.keys(must).filter((name) => !(name in value))
  return [
    ...missing.map((name) => `${where}/${name}: missing`),
    ...Object.entries(value).flatMap(([name, member]) => {
      const known = must[name] ?? may[name]
      return known === undefined
        ? [`${where}/${name}: unknown`]
        : problemsOf(member, known, `${where}/${name}`)
    }),
  ]
}

function isList(form: Form): form is readonly [Form] {
  return Array.isArray(form)
}
