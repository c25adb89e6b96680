/** Keys of AWS that have one value in every request that has them, and that no tag can make ambiguous. */
const single = new Set(
  [
    'PrincipalArn PrincipalAccount PrincipalOrgID PrincipalIsAWSService PrincipalServiceName',
    'PrincipalType userid username AssumedRoot FederatedProvider TokenIssueTime',
    'MultiFactorAuthPresent MultiFactorAuthAge SourceIdentity Ec2InstanceSourceVpc',
    'SourceIp SourceVpc SourceVpcArn SourceVpce VpcSourceIp VpceAccount VpceOrgID',
    'ResourceAccount ResourceOrgID CalledViaFirst CalledViaLast ViaAWSService CurrentTime',
    'EpochTime referer RequestedRegion SecureTransport SourceAccount SourceArn SourceOrgID',
    'UserAgent',
  ]
    .join(' ')
    .split(' ')
    .map((name) => `aws:${name.toLowerCase()}`),
)

const tag = /^aws:(?:principal|request|resource)tag\//

/** Whether requests may have several values for the key, which is in lower case. */
export function hasManyValues(key: string): boolean {
  return !single.has(key) && !tag.test(key)
}

/** Whether two values may be given for what is one key: tags that differ in case only, say. */
export function mayBeAmbiguous(key: string): boolean {
  return !single.has(key)
}
