import { compileArn, matchesAll, splitTemplate } from './arn.ts'
import { compileCondition, readOperator } from './condition.ts'
import { PolicyFault } from './fault.ts'
import type { JsonNode, JsonObject } from './json-tree.ts'
import { kinds } from './kinds.ts'
import { readPrincipal } from './parse-principal.ts'
import type {
  Condition,
  Listed,
  PolicyKind,
  PolicyVersion,
  PrincipalName,
  Statement,
} from './policy.ts'
import type { Reader } from './reader.ts'
import { isVariable, readTemplate } from './template.ts'

const elements = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
])

/** Reads one statement, and compiles it once to find the faults in its patterns and values. */
export class StatementParser {
  readonly #reader: Reader
  readonly #kind: PolicyKind
  readonly #version: PolicyVersion

  constructor(reader: Reader, kind: PolicyKind, version: PolicyVersion) {
    this.#reader = reader
    this.#kind = kind
    this.#version = version
  }

  parse(node: JsonObject): Statement {
    this.#reader.onlyKnown(node, elements)
    const sid = this.#sid(node)
    const effect = this.#effect(node)
    const principals = this.#principals(node)
    const resources = this.#resources(node)
    return {
      ...(sid === undefined ? {} : { sid }),
      effect,
      ...(principals === undefined ? {} : { principals }),
      actions: this.#actions(node),
      ...(resources === undefined ? {} : { resources }),
      conditions: this.#conditions(node),
      start: this.#reader.position(node.start),
      end: this.#reader.position(node.end),
    }
  }

  #sid(node: JsonObject): string | undefined {
    const sid = node.members.get('Sid')
    if (sid === undefined) return undefined
    const text = this.#reader.text(sid, 'Sid')
    const allowed = kinds[this.#kind].anySid ? /^[\x20-\x7e]*$/ : /^[0-9A-Za-z]*$/
    this.#reader.at('Sid', sid, () => {
      if (allowed.test(text)) return
      const rule = 'Check that your input satisfies the regular expression [0-9A-Za-z]*'
      throw new PolicyFault('sid', `Statement IDs (SID) must be alpha-numeric. ${rule}`)
    })
    return text === '' ? undefined : text
  }

  #effect(node: JsonObject): 'Allow' | 'Deny' {
    const effect = node.members.get('Effect')
    if (effect === undefined) throw missing('Effect')
    const text = this.#reader.text(effect, 'Effect')
    if (text === 'Allow' || text === 'Deny') return text
    return this.#reader.at('Effect', effect, () => {
      throw new PolicyFault('effect', `Invalid effect: ${text}`)
    })
  }

  #principals(node: JsonObject): Listed<PrincipalName> | undefined {
    const rules = kinds[this.#kind]
    const found = this.#either(node, 'Principal')
    if (rules.principal === 'forbidden') {
      if (found === undefined) return undefined
      throw new PolicyFault('prohibited-element', 'Policy document should not specify a principal.')
    }
    if (found === undefined) throw missing('Principal')
    const { name, value, negated } = found
    return this.#reader.at(name, value, () => {
      if (negated && !rules.notPrincipal) {
        throw new PolicyFault(
          'prohibited-element',
          'AssumeRole policy must not contain NotPrincipal field.',
        )
      }
      if (
        negated &&
        node.members.get('Effect')?.type === 'text' &&
        this.#effect(node) === 'Allow'
      ) {
        throw new PolicyFault('principal', 'Allow with NotPrincipal is not allowed.')
      }
      return { negated, entries: this.#principalNames(value) }
    })
  }

  #principalNames(value: JsonNode): readonly PrincipalName[] {
    if (value.type === 'text' && value.value === '*') return [{ type: 'everyone' }]
    if (value.type !== 'object') throw new PolicyFault('principal', 'Invalid principal in policy.')
    const names: PrincipalName[] = []
    for (const [type, list] of value.members) {
      this.#reader.each(list, type, (text) => {
        names.push(readPrincipal(type, text, kinds[this.#kind]))
      })
    }
    if (names.length === 0) throw missing('Principal cannot be empty!')
    return names
  }

  #actions(node: JsonObject): Listed<string> {
    const found = this.#either(node, 'Action')
    if (found === undefined) throw this.#lacking('Action')
    const entries = this.#reader.each(found.value, found.name, (text) => {
      checkAction(text, kinds[this.#kind].service)
    })
    if (entries.length === 0) throw this.#lacking('Action')
    return { negated: found.negated, entries }
  }

  #resources(node: JsonObject): Listed<string> | undefined {
    const found = this.#either(node, 'Resource')
    if (kinds[this.#kind].resource === 'forbidden') {
      if (found === undefined) return undefined
      throw new PolicyFault('prohibited-element', `Has prohibited field ${found.name}`)
    }
    if (found === undefined) throw this.#lacking('Resource')
    const entries = this.#reader.each(found.value, found.name, (text) => {
      checkResource(text, this.#version)
    })
    if (entries.length === 0) throw this.#lacking('Resource')
    return { negated: found.negated, entries }
  }

  #conditions(node: JsonObject): readonly Condition[] {
    const block = node.members.get('Condition')
    if (block === undefined) return []
    const conditions: Condition[] = []
    for (const [name, keys] of this.#reader.object(block, 'Condition').members) {
      this.#reader.at(`Condition.${name}`, keys, () => {
        const operator = readOperator(name)
        if (operator === undefined) {
          throw new PolicyFault('condition', `Invalid Condition type : ${name}`)
        }
        for (const [key, list] of this.#reader.object(keys, '').members) {
          const values = this.#reader.at(key, list, () => {
            checkKey(key)
            return this.#reader.values(list)
          })
          const condition = { ...operator, key, values }
          this.#reader.at(key, list, () => compileCondition(condition, this.#version))
          conditions.push(condition)
        }
      })
    }
    return conditions
  }

  /** The element or its negation; both together are a fault. */
  #either(
    node: JsonObject,
    name: string,
  ): { name: string; value: JsonNode; negated: boolean } | undefined {
    const plain = node.members.get(name)
    const negation = node.members.get(`Not${name}`)
    if (plain !== undefined && negation !== undefined) {
      throw new PolicyFault('grammar', `Statement/policy already has instance of ${name}`)
    }
    if (negation !== undefined) return { name: `Not${name}`, value: negation, negated: true }
    return plain && { name, value: plain, negated: false }
  }

  /** IAM's own documents are refused in other words than those of resources. */
  #lacking(element: 'Action' | 'Resource'): PolicyFault {
    if (kinds[this.#kind].principal === 'required') return missing(element)
    const plural = element === 'Action' ? 'actions' : 'resources'
    return new PolicyFault('missing-element', `Policy statement must contain ${plural}.`)
  }
}

export function missing(what: string): PolicyFault {
  return new PolicyFault('missing-element', `Missing required field ${what}`)
}

function checkAction(text: string, onlyService: string | undefined): void {
  const [vendor = '', name, ...more] = text.split(':')
  if (onlyService !== undefined && vendor.toLowerCase() !== onlyService) {
    throw new PolicyFault('action', 'AssumeRole policy may only specify STS AssumeRole actions.')
  }
  if (text === '*') return
  if (name === undefined) {
    const rule = 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.'
    throw new PolicyFault('action', rule)
  }
  if (!/^[A-Za-z0-9-]+$/.test(vendor)) {
    throw new PolicyFault('action', `Vendor ${vendor} is not valid`)
  }
  if (more.length > 0) {
    throw new PolicyFault('action', 'Actions/Condition can contain only one colon.')
  }
  if (!/^[A-Za-z0-9*?]+$/.test(name)) {
    throw new PolicyFault('action', 'The policy failed legacy parsing')
  }
}

function checkResource(text: string, version: PolicyVersion): void {
  const template = readTemplate(text, version)
  if (matchesAll(template)) return
  if (!text.startsWith('arn:')) {
    throw new PolicyFault('resource', `Resource ${text} must be in ARN format or "*".`)
  }
  const parts = splitTemplate(template)
  if (parts === undefined || compileArn(template) === undefined) {
    throw new PolicyFault('resource', 'The policy failed legacy parsing')
  }
  // A variable may stand in the resource's own part only.
  if (parts.slice(0, 5).some((part) => part.some(isVariable))) {
    throw new PolicyFault('resource', 'The policy failed legacy parsing')
  }
  const [, partition, service, region, owner, own] = parts
  if (!/^(?:\*|aws[a-z-]*)$/.test(written(partition, text, 1))) {
    const named = written(partition, text, 1)
    throw new PolicyFault('resource', `Partition "${named}" is not valid for resource "${text}".`)
  }
  if (!/^[A-Za-z0-9-]+$/.test(written(service, text, 2))) {
    const rule = 'Resource vendor must be fully qualified and cannot contain regexes.'
    throw new PolicyFault('resource', rule)
  }
  const regionAndOwner = [written(region, text, 3), written(owner, text, 4)]
  if (!/^[A-Za-z0-9*?-]*$/.test(regionAndOwner.join('')) || own?.length === 0) {
    throw new PolicyFault('resource', 'The policy failed legacy parsing')
  }
}

/** A part before the fifth colon, in which nothing is escaped. */
function written(part: unknown, text: string, index: number): string {
  return part === undefined ? '' : (text.split(':')[index] ?? '')
}

function checkKey(key: string): void {
  if (!/^[A-Za-z0-9.-]+(?::|\/[^:]*:)[\x20-\x7e\xa0-\uffff]+$/.test(key)) {
    const rule = 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.'
    throw new PolicyFault('condition', rule)
  }
}
