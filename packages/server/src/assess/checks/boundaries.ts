import { pass, remediate, review, type Check } from '../model.ts'
import { accountsOf, isOpen, statementsOf, type Statement } from './documents.ts'
import { principals } from './principals.ts'
import { endpoints, named, ownKeys, tablePolicies, tables } from './surveys.ts'

export const endpointsExist: Check = {
  id: 'endpoints-exist',
  title: 'Clients come through VPC endpoints',
  aws: true,
  remedy: [
    'strongroom start --vpc-listeners "vpc-app=https://10.0.0.5:8443;10.0.0.0/8" --endpoints-only',
    'aws ec2 create-vpc-endpoint --vpc-id vpc-app --service-name com.amazonaws.REGION.dynamodb',
  ],
  async run(inquiry) {
    const found = (await inquiry.survey(endpoints)).filter(({ State }) =>
      /^available$/i.test(State ?? ''),
    )
    if (found.length === 0)
      return review('There is no VPC endpoint: clients come by the general listener.')
    return pass(`Available: ${named(found.map(({ VpcEndpointId = '' }) => VpcEndpointId))}.`)
  },
}

export const endpointPoliciesNarrow: Check = {
  id: 'endpoint-policies-narrow',
  title: 'Endpoint policies let only through what the network needs',
  aws: true,
  remedy: [
    'aws ec2 modify-vpc-endpoint --vpc-endpoint-id ID --policy-document file://endpoint.json',
  ],
  async run(inquiry) {
    const found = await inquiry.survey(endpoints)
    if (found.length === 0) return review('There is no VPC endpoint whose policy could be narrow.')
    const wide = found.filter(({ PolicyDocument }) =>
      statementsOf(PolicyDocument).some(
        (one) => isOpen(one) && one.actions.includes('*') && one.resources.includes('*'),
      ),
    )
    if (wide.length === 0) return pass('No endpoint lets everything through.')
    return review(
      `Lets everything through: ${named(wide.map(({ VpcEndpointId = '' }) => VpcEndpointId))}.`,
    )
  },
}

export const tablePoliciesClosed: Check = {
  id: 'table-policies-closed',
  title: 'No resource policy of a table lets everybody in',
  aws: true,
  remedy: ['aws dynamodb put-resource-policy --resource-arn TABLE_ARN --policy file://policy.json'],
  async run(inquiry) {
    const policies = await inquiry.survey(tablePolicies)
    const open = [...policies].filter(([, policy]) => statementsOf(policy).some(isOpen))
    if (open.length > 0) return remediate(`For everybody: ${named(open.map(([name]) => name))}.`)
    return pass(`None of ${String(policies.size)} tables has such a policy.`)
  },
}

export const foreignAccountsNone: Check = {
  id: 'foreign-accounts-none',
  title: 'No other account is let in unnoticed',
  aws: true,
  remedy: [
    '# Remove the account from the policy, or accept it: strongroom assess --waive foreign-accounts-none …',
  ],
  async run(inquiry) {
    const { account } = inquiry.target
    const found: string[] = []
    const look = (what: string, statements: readonly Statement[]): void => {
      const allowed = statements.filter(({ effect }) => effect === 'Allow')
      const others = accountsOf(allowed.flatMap((one) => one.principals)).filter(
        (one) => one !== account,
      )
      if (others.length > 0) found.push(`${what} lets in ${others.join(', ')}`)
    }
    for (const [name, policy] of await inquiry.survey(tablePolicies))
      look(`table ${name}`, statementsOf(policy))
    for (const { name, trust } of await inquiry.survey(principals)) look(name, trust)
    for (const { metadata, policy } of await inquiry.survey(ownKeys))
      look(`key ${metadata.KeyId ?? ''}`, statementsOf(policy))
    if (found.length > 0) return review(`${named(found)}.`)
    return pass('Policies of tables, roles and keys name this account alone.')
  },
}

export const replicasThere: Check = {
  id: 'replicas-there',
  title: 'Tables have replicas in another region, under keys of that region',
  aws: true,
  remedy: [
    'aws dynamodb update-table --table-name TABLE --replica-updates \'[{"Create": {"RegionName": "REGION", "KMSMasterKeyId": "KEY"}}]\'',
  ],
  async run(inquiry) {
    await inquiry.ask('dynamodb:ListGlobalTables', {})
    const all = await inquiry.survey(tables)
    if (all.length === 0) return review('There is no table yet.')
    const alone = all.filter(({ Replicas = [] }) => Replicas.length === 0)
    const keyless = all.filter(({ Replicas = [] }) =>
      Replicas.some((one) => one.KMSMasterKeyId === undefined),
    )
    const names = (some: typeof all): string => named(some.map(({ TableName = '' }) => TableName))
    if (alone.length > 0) return review(`Without a replica: ${names(alone)}.`)
    if (keyless.length > 0)
      return review(`With a replica under no key of yours: ${names(keyless)}.`)
    return pass('Every table has replicas under keys of their regions.')
  },
}
