/** A service that endpoints reach, and how it is named. */
export interface ReachableService {
  /** As in the credential scope. */
  readonly signingName: string
  readonly types: readonly ('Gateway' | 'Interface')[]
}

const services: readonly ReachableService[] = [
  { signingName: 'dynamodb', types: ['Gateway', 'Interface'] },
  { signingName: 'sts', types: ['Interface'] },
  { signingName: 'ec2', types: ['Interface'] },
  { signingName: 'iam', types: ['Interface'] },
  { signingName: 'kms', types: ['Interface'] },
]

/** `com.amazonaws.eu-west-1.dynamodb`; IAM, which is in no region, is `com.amazonaws.iam`. */
export function serviceName(signingName: string, region: string): string {
  return signingName === 'iam' ? 'com.amazonaws.iam' : `com.amazonaws.${region}.${signingName}`
}

export function serviceOf(name: string, region: string): ReachableService | undefined {
  return services.find(({ signingName }) => serviceName(signingName, region) === name)
}

export function allServices(): readonly ReachableService[] {
  return services
}
