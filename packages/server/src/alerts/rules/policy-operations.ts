/** The operations that change policies, or what is needed to know what policies there are; by service. */
export const comparedOperations: Readonly<Record<string, readonly string[]>> = {
  iam: [
    ...['User', 'Group', 'Role'].flatMap((kind) => [
      `Put${kind}Policy`,
      `Delete${kind}Policy`,
      `Attach${kind}Policy`,
      `Detach${kind}Policy`,
      `Create${kind}`,
      `Delete${kind}`,
    ]),
    ...['User', 'Role'].flatMap((kind) => [
      `Put${kind}PermissionsBoundary`,
      `Delete${kind}PermissionsBoundary`,
    ]),
    'UpdateUser',
    'UpdateGroup',
    'UpdateAssumeRolePolicy',
    'AddUserToGroup',
    'RemoveUserFromGroup',
    'CreatePolicy',
    'DeletePolicy',
    'CreatePolicyVersion',
    'SetDefaultPolicyVersion',
    'DeletePolicyVersion',
    ...['User', 'Role', 'Policy'].flatMap((kind) => [`Tag${kind}`, `Untag${kind}`]),
  ],
  dynamodb: [
    'CreateTable',
    'DeleteTable',
    'PutResourcePolicy',
    'DeleteResourcePolicy',
    'TagResource',
    'UntagResource',
  ],
  kms: [
    'CreateKey',
    'PutKeyPolicy',
    'CreateGrant',
    'RetireGrant',
    'RevokeGrant',
    'CreateAlias',
    'UpdateAlias',
    'DeleteAlias',
    'TagResource',
    'UntagResource',
  ],
  ec2: ['CreateVpcEndpoint', 'ModifyVpcEndpoint', 'DeleteVpcEndpoints'],
  organizations: ['AttachPolicy', 'DetachPolicy'],
}

/** Those by which something changes that policies ask for. Who is new has all tags anew. */
const asked = /^(?:Tag|Untag)|Alias$|^(?:Create(?:User|Role)|UpdateUser)$/

/** Whether an operation of `aws.iam` or another changes what policies ask for. */
export function asksOf(source: string, eventName: string): boolean {
  return source !== 'aws.organizations' && asked.test(eventName)
}
