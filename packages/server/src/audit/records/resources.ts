import type { RecordedResource } from './record.ts'

/** Kinds of resources by what their ARNs say, the first that fits. */
const types: readonly (readonly [RegExp, string])[] = [
  [/^arn:[^:]+:dynamodb:[^:]*:\d{12}:table\/[^/]+\/stream\//, 'AWS::DynamoDB::Stream'],
  [/^arn:[^:]+:dynamodb:[^:]*:\d{12}:table\//, 'AWS::DynamoDB::Table'],
  [/^arn:[^:]+:kms:[^:]*:\d{12}:key\//, 'AWS::KMS::Key'],
  [/^arn:[^:]+:kms:[^:]*:\d{12}:alias\//, 'AWS::KMS::Alias'],
  [/^arn:[^:]+:iam::\d{12}:user\//, 'AWS::IAM::User'],
  [/^arn:[^:]+:iam::\d{12}:role\//, 'AWS::IAM::Role'],
  [/^arn:[^:]+:iam::\d{12}:group\//, 'AWS::IAM::Group'],
  [/^arn:[^:]+:iam::\d{12}:policy\//, 'AWS::IAM::Policy'],
  [/^arn:[^:]+:ec2:[^:]*:\d{12}:vpc-endpoint\//, 'AWS::EC2::VPCEndpoint'],
  [/^arn:[^:]+:cloudtrail:[^:]*:\d{12}:trail\//, 'AWS::CloudTrail::Trail'],
]

const known = new Map<string, RecordedResource | undefined>()
/** ARNs whose form is remembered: tables and keys are few, and the same ones come again and again. */
const mostKnown = 4096

/** What an authorized ARN is to CloudTrail: of an index, its table. Undefined: nothing that records name. */
export function recordedResource(arn: string): RecordedResource | undefined {
  if (known.has(arn)) return known.get(arn)
  const found = resourceOf(arn)
  if (known.size >= mostKnown) known.clear()
  known.set(arn, found)
  return found
}

function resourceOf(arn: string): RecordedResource | undefined {
  const type = types.find(([form]) => form.test(arn))?.[1]
  if (type === undefined || arn.endsWith('*')) return undefined
  const ARN = type === 'AWS::DynamoDB::Table' ? arn.replace(/\/index\/.*$/, '') : arn
  return { accountId: arn.split(':')[4] ?? '', type, ARN }
}
