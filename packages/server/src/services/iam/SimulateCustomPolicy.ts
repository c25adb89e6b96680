import { invalidInput } from '../../errors/index.ts'
import type {
  SimulateCustomPolicyRequest,
  SimulatePolicyResponse,
} from '../../generated/iam/index.ts'
import { readIamArn } from '../../security/iam/index.ts'
import { iamOperation } from './iam-operation.ts'
import { simulate, type SimulatedDocument } from './simulation.ts'

export const SimulateCustomPolicy = iamOperation<
  SimulateCustomPolicyRequest,
  SimulatePolicyResponse
>({
  name: 'SimulateCustomPolicy',
  check({ OrderedOrganizationPolicyInputList }) {
    if (OrderedOrganizationPolicyInputList !== undefined) {
      throw invalidInput('OrderedOrganizationPolicyInputList is not supported.')
    }
  },
  access: () => ({}),
  run({ clock }, input, { caller: { accountId } }) {
    const arn = input.CallerArn ?? `arn:aws:iam::${accountId}:user/simulated`
    const account = readIamArn(arn)?.account ?? accountId
    return Promise.resolve(
      simulate(
        {
          account,
          principal: { kind: 'user', account, arn, id: 'AIDASIMULATED' },
          identity: given('PolicyInputList', input.PolicyInputList),
          boundary: given(
            'PermissionsBoundaryPolicyInputList',
            input.PermissionsBoundaryPolicyInputList,
          ),
          resource: resourcePolicy(input.ResourcePolicy),
          known: [['aws:CurrentTime', new Date(clock.now()).toISOString()]],
        },
        input,
      ),
    )
  },
})

/** Documents of a request, named by their place in it. */
export function given(name: string, documents: readonly string[] | undefined): SimulatedDocument[] {
  return (documents ?? []).map((document, index) => ({
    id: `${name}.${String(index + 1)}`,
    document,
    source: 'none',
  }))
}

export function resourcePolicy(document: string | undefined): SimulatedDocument[] {
  return document === undefined ? [] : [{ id: 'ResourcePolicy', document, source: 'resource' }]
}
