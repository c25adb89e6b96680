/**
 * Reads one service model and lays its overlay over it.
 *
 * An overlay, models/overlay/<service>.json, says what the server validates differently from the
 * model that clients have:
 *
 *   shapes.<Shape>      members replace those of the shape; null removes one. A new name is a new
 *                       shape: it has `type`, or `extends` another. Beyond the model's own members:
 *                         checks    order in which broken constraints are named (min, max, pattern)
 *                         arn       a value that begins with `arn:` is exempt; judged later
 *                         nonEmpty  '' is named as shorter than 1, and nothing else is said of it
 *   structures.<Shape>  order     members in the order in which their violations are named; those
 *                                 that are left out follow in the model's order
 *                       required  replaces the model's
 *                       members   gives a member another shape
 *                       absent    the whole message when this member is missing
 *                       terse     members whose length or range is named alone, without the value,
 *                                 as long as no required member of the input is missing
 *                       nameless  members whose enum is named without value and path, likewise;
 *                                 `alone`: nothing else is named, `bare`: nor the count of errors
 *                       echo      "json": the value is shown as JSON, not as Java prints it
 *                       yields    members that are named only when nothing else is wrong
 *   note                where the fact comes from
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const shapeKeys = new Set('extends type min max pattern enum checks arn nonEmpty note'.split(' '))
const structureKeys = new Set(
  'order required members absent terse nameless echo yields note'.split(' '),
)

/** The model of a service: how it is addressed, its operations, and shapes as the server sees them. */
export function loadModel(folder, service) {
  const model = readJson(join(folder, `${service.name}.json`))
  const overlayPath = join(folder, 'overlay', `${service.name}.json`)
  const overlay = existsSync(overlayPath) ? readJson(overlayPath) : {}
  const shapes = new Map()
  for (const [name, shape] of Object.entries(model.shapes)) shapes.set(name, plainShape(shape))
  for (const [name, patch] of Object.entries(overlay.shapes ?? {})) {
    shapes.set(name, patchShape(name, shapes, patch))
  }
  for (const [name, patch] of Object.entries(overlay.structures ?? {})) {
    shapes.set(name, patchStructure(name, shapes, patch))
  }
  const operations = Object.entries(model.operations).map(([name, operation]) => ({
    name,
    input: operation.in,
    output: operation.out === undefined ? undefined : shapeName(operation.out),
  }))
  return {
    name: service.name,
    javaPackage: service.javaPackage,
    signingName: model.metadata.signingName ?? model.metadata.endpointPrefix,
    targetPrefix: model.metadata.targetPrefix,
    wire: wireOf(model),
    rest: restOf(model),
    operations,
    shapes,
  }
}

/** What only the Query protocols need: how things are named on the wire. Undefined for other protocols. */
function wireOf({ metadata, operations, shapes }) {
  if (metadata.protocol !== 'query' && metadata.protocol !== 'ec2') return undefined
  const wrappers = Object.entries(operations).map(([name, { out }]) => [name, out?.resultWrapper])
  return {
    dialect: metadata.protocol,
    version: metadata.apiVersion,
    namespace: metadata.xmlNamespace,
    wrappers: Object.fromEntries(wrappers),
    raw: shapes,
  }
}

/** What only REST protocols need: methods and paths, and members that are no part of the body. */
function restOf({ metadata, operations, shapes }) {
  if (metadata.protocol !== 'rest-json') return undefined
  const entries = Object.entries(operations).map(([name, { http, in: input }]) => {
    const [method, path] = http
    const query = []
    for (const [member, shape] of Object.entries(shapes[input].members)) {
      if (shape.location === undefined) continue
      if (shape.location !== 'querystring')
        throw new Error(`${input}.${member} is in the ${shape.location}`)
      query.push({ name: member, in: shape.locationName, type: shapes[shapeName(shape)].type })
    }
    return { name, method, path, query }
  })
  return entries
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'))
}

/** A shape whose references are names, and whose members, if any, are a list of {name, shape, required}. */
function plainShape(shape) {
  if (shape.type === 'structure') {
    const members = Object.entries(shape.members ?? {}).map(([name, member]) => ({
      name,
      shape: shapeName(member),
      required: (shape.required ?? []).includes(name),
    }))
    return { type: 'structure', members }
  }
  const plain = { ...shape }
  for (const part of ['member', 'key', 'value']) {
    if (plain[part] !== undefined) plain[part] = shapeName(plain[part])
  }
  return plain
}

/** A reference is the name of a shape, or an object that says more of it. */
function shapeName(reference) {
  return typeof reference === 'string' ? reference : reference.shape
}

function patchShape(name, shapes, patch) {
  refuseUnknown(name, patch, shapeKeys)
  const merged = { ...shapes.get(patch.extends ?? name) }
  for (const [key, value] of Object.entries(patch)) {
    if (key === 'note' || key === 'extends') continue
    if (value === null) delete merged[key]
    else merged[key] = value
  }
  if (merged.type === undefined)
    throw new Error(`overlay shape ${name} has neither type nor extends`)
  return merged
}

function patchStructure(name, shapes, patch) {
  refuseUnknown(name, patch, structureKeys)
  const base = shapes.get(name)
  if (base?.type !== 'structure') throw new Error(`overlay names no structure: ${name}`)
  refuseStrangers(name, base, patch)
  const members = base.members.map((member) => ({
    ...member,
    shape: patch.members?.[member.name] ?? member.shape,
    required: patch.required?.includes(member.name) ?? member.required,
    absent: patch.absent?.[member.name],
    terse: patch.terse?.includes(member.name) ? true : undefined,
    nameless: patch.nameless?.[member.name],
    echo: patch.echo?.[member.name],
    yields: patch.yields?.includes(member.name) ? true : undefined,
  }))
  return { ...base, members, order: patch.order ?? [] }
}

/** A misspelt member would be an overlay that silently does nothing. */
function refuseStrangers(name, base, patch) {
  const known = new Set(base.members.map((member) => member.name))
  for (const part of Object.values(patch)) {
    if (typeof part === 'string') continue
    for (const member of Array.isArray(part) ? part : Object.keys(part)) {
      if (!known.has(member)) throw new Error(`overlay of ${name} names no member: ${member}`)
    }
  }
}

function refuseUnknown(name, patch, known) {
  for (const key of Object.keys(patch)) {
    if (!known.has(key)) throw new Error(`overlay of ${name} has an unknown entry: ${key}`)
  }
}

/** Members in the order in which their violations are named. */
export function inOrder(shape) {
  const order = shape.order ?? []
  const first = order.map((name) => shape.members.find((member) => member.name === name))
  return [...first, ...shape.members.filter((member) => !order.includes(member.name))]
}

/** Names of all shapes that the roots reach, roots included, sorted. */
export function reachable(model, roots) {
  const seen = new Set()
  const queue = [...roots]
  while (queue.length > 0) {
    const name = queue.pop()
    if (seen.has(name)) continue
    const shape = model.shapes.get(name)
    if (shape === undefined) throw new Error(`no shape ${name}`)
    seen.add(name)
    if (name === 'AttributeValue') continue
    if (shape.type === 'structure') queue.push(...shape.members.map((member) => member.shape))
    if (shape.type === 'list') queue.push(shape.member)
    if (shape.type === 'map') queue.push(shape.key, shape.value)
  }
  return [...seen].sort()
}
