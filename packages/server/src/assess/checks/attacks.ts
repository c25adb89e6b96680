import type { Outcome, Inquiry } from '../inquiry.ts'
import type { OperationName } from '../asking/operations.ts'
import { Refusal } from '../asking/refusal.ts'
import { pass, remediate, review, type Check, type Verdict } from '../model.ts'

/** Up to the account, whichever it is. */
const tableArn = 'arn:aws:dynamodb:*:*'

const denyPolicies = ['# Stop the service: it does not keep to its policies.']

/** A permitted request must be answered and the attack denied, or else nothing is shown. */
function judge<Permitted extends OperationName, Attack extends OperationName>(
  permitted: Outcome<Permitted>,
  attack: Outcome<Attack>,
): Verdict {
  if (attack.ok) return remediate('What no policy allows was done.')
  if (!permitted.ok) {
    return review(`What the policy allows was refused too: ${permitted.refusal.shown()}`)
  }
  const { kind, code } = attack.refusal
  if (kind !== 'denied')
    return review(`It was refused, but as ${code} and not for lack of permission.`)
  return pass(`What is permitted was answered; the attack is refused as ${code}.`)
}

export const rowRefused: Check = {
  id: 'row-outside-policy-refused',
  title: 'A row outside a policy is refused',
  active: true,
  remedy: denyPolicies,
  async run(inquiry) {
    const TableName = await inquiry.workshop.table()
    const { sender } = await inquiry.workshop.permit({
      Effect: 'Allow',
      Action: 'dynamodb:GetItem',
      Resource: `${tableArn}:table/${TableName}`,
      Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['mine'] } },
    })
    const row = (pk: string) => ({ TableName, Key: { pk: { S: pk }, sk: { S: '1' } } })
    const permitted = await inquiry.try('dynamodb:GetItem', row('mine'), sender)
    const attack = await inquiry.attack(
      'a row outside a policy',
      'dynamodb:GetItem',
      row('theirs'),
      sender,
    )
    return judge(permitted, attack)
  },
}

export const attributeRefused: Check = {
  id: 'attribute-outside-policy-refused',
  title: 'An attribute outside a policy is refused',
  active: true,
  remedy: denyPolicies,
  async run(inquiry) {
    const TableName = await inquiry.workshop.table()
    const { sender } = await inquiry.workshop.permit({
      Effect: 'Allow',
      Action: 'dynamodb:GetItem',
      Resource: `${tableArn}:table/${TableName}`,
      Condition: {
        'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['pk', 'sk', 'open'] },
        StringEqualsIfExists: { 'dynamodb:Select': 'SPECIFIC_ATTRIBUTES' },
      },
    })
    const reading = (attribute: string) => ({
      TableName,
      Key: { pk: { S: 'mine' }, sk: { S: '1' } },
      ProjectionExpression: '#a',
      ExpressionAttributeNames: { '#a': attribute },
    })
    const permitted = await inquiry.try('dynamodb:GetItem', reading('open'), sender)
    const attack = await inquiry.attack(
      'an attribute outside a policy',
      'dynamodb:GetItem',
      reading('closed'),
      sender,
    )
    return judge(permitted, attack)
  },
}

export const actionRefused: Check = {
  id: 'action-outside-policy-refused',
  title: 'An action outside a policy is refused',
  active: true,
  remedy: denyPolicies,
  async run(inquiry) {
    const TableName = await inquiry.workshop.table()
    const { sender } = await inquiry.workshop.permit({
      Effect: 'Allow',
      Action: 'dynamodb:GetItem',
      Resource: `${tableArn}:table/${TableName}`,
    })
    const Key = { pk: { S: 'mine' }, sk: { S: '1' } }
    const permitted = await inquiry.try('dynamodb:GetItem', { TableName, Key }, sender)
    const attack = await inquiry.attack(
      'an action outside a policy',
      'dynamodb:DescribeTable',
      { TableName },
      sender,
    )
    return judge(permitted, attack)
  },
}

export const otherAccountRefused: Check = {
  id: 'other-account-refused',
  title: 'The tables of another account are out of reach',
  active: true,
  remedy: denyPolicies,
  async run(inquiry) {
    const { account, region } = inquiry.target
    const TableName = await inquiry.workshop.table()
    const { sender } = await inquiry.workshop.permit({
      Effect: 'Allow',
      Action: 'dynamodb:*',
      Resource: '*',
    })
    const permitted = await inquiry.try('dynamodb:DescribeTable', { TableName }, sender)
    const other = account === '999999999999' ? '999999999998' : '999999999999'
    const foreign = `arn:aws:dynamodb:${region}:${other}:table/${TableName}`
    const attack = await inquiry.attack(
      'a table of another account',
      'dynamodb:DescribeTable',
      { TableName: foreign },
      sender,
    )
    return judge(permitted, attack)
  },
}

export const otherRegionRefused: Check = {
  id: 'other-region-refused',
  title: 'A request for another region is refused',
  active: true,
  remedy: ['# Stop the service: it answers for regions that are not its own.'],
  async run(inquiry) {
    const { sender } = await inquiry.workshop.permit({
      Effect: 'Allow',
      Action: 'dynamodb:*',
      Resource: '*',
    })
    const permitted = await inquiry.try('dynamodb:ListTables', { Limit: 1 }, sender)
    const region = inquiry.target.region === 'eu-south-2' ? 'eu-south-1' : 'eu-south-2'
    const attack = await inquiry.attack(
      'a request for another region',
      'dynamodb:ListTables',
      { Limit: 1 },
      {
        ...sender,
        name: `${sender.name ?? ''} signing for ${region}`,
        // Where it is answered does not follow from the region.
        endpoint: inquiry.target.endpoint,
        region,
      },
    )
    if (attack.ok) return remediate('A request that was signed for another region was answered.')
    if (!permitted.ok)
      return review(`Requests of this region were refused too: ${permitted.refusal.shown()}`)
    return pass(`It is refused as ${attack.refusal.code}.`)
  },
}

const requireTls = [
  { Effect: 'Allow', Action: 'dynamodb:ListTables', Resource: '*' },
  {
    Effect: 'Deny',
    Action: '*',
    Resource: '*',
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  },
]

export const plainHttpRefused: Check = {
  id: 'plain-http-refused',
  title: 'Plain HTTP is refused where a policy denies insecure transport',
  active: true,
  remedy: ['strongroom start   # without --http-port', ...denyPolicies],
  async run(inquiry) {
    const { sender } = await inquiry.workshop.permit(...requireTls)
    const permitted = await inquiry.try('dynamodb:ListTables', { Limit: 1 }, sender)
    const { plainEndpoint, endpoint } = inquiry.target
    const plain = plainEndpoint ?? endpoint.replace(/^https:/, 'http:')
    const attack = await viaPlain(inquiry, plain, sender)
    if (attack === undefined) return pass(`Nothing answers plain HTTP at ${plain}.`)
    if (plainEndpoint === undefined && !attack.ok && attack.refusal.kind !== 'denied') {
      return pass(`Plain HTTP at ${plain} is refused as ${attack.refusal.code}.`)
    }
    return judge(permitted, attack)
  },
}

/** Undefined: no answer came. */
async function viaPlain(
  inquiry: Inquiry,
  endpoint: string,
  sender: object,
): Promise<Outcome<'dynamodb:ListTables'> | undefined> {
  try {
    const by = { ...sender, endpoint }
    return await inquiry.attack('plain HTTP', 'dynamodb:ListTables', { Limit: 1 }, by)
  } catch (error) {
    if (error instanceof Refusal && error.kind === 'unreachable') return undefined
    throw error
  }
}

export const endpointForbids: Check = {
  id: 'endpoint-forbids',
  title: 'A request is refused through an endpoint that forbids it',
  active: true,
  remedy: [
    'strongroom assess --vpc-endpoint https://10.0.0.5:8443   # a listener of --vpc-listeners',
  ],
  async run(inquiry) {
    const { vpcEndpoint } = inquiry.target
    if (vpcEndpoint === undefined)
      return review('No listener of a VPC was named to try it through.')
    const { sender } = await inquiry.workshop.permit({
      Effect: 'Allow',
      Action: 'dynamodb:*',
      Resource: '*',
    })
    const permitted = await inquiry.try('dynamodb:ListTables', { Limit: 1 }, sender)
    const attack = await inquiry.attack(
      'a request through an endpoint',
      'dynamodb:ListTables',
      { Limit: 1 },
      {
        ...sender,
        endpoint: vpcEndpoint,
      },
    )
    if (attack.ok)
      return review('The endpoint lets through what was tried; narrow its policy and try again.')
    return judge(permitted, attack)
  },
}
