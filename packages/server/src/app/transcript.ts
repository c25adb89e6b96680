import type { CredentialsOrigin } from './foundation.ts'

/** What a person needs to know of a running server. */
export interface ServerFacts {
  readonly endpoint: string
  readonly httpEndpoint: string | undefined
  readonly region: string
  readonly guardedBy: string
  /** Path of the CA to trust; undefined where the operator's own certificate is shown. */
  readonly authorityFile: string | undefined
  readonly credentials: CredentialsOrigin
}

/** What `start` prints: the facts, and a transcript that works when pasted as it is. */
export function renderTranscript(facts: ServerFacts): string {
  return `${[
    ...renderFacts(facts),
    '',
    'Paste into another shell:',
    '',
    ...exports(facts),
    '',
    ...awsCli,
    '',
    'Root may do everything; make a user who may not. Nina sees and changes three attributes of her own:',
    '',
    ...leastPrivilege,
    '',
    'Or, with the same exports, from a program:',
    '',
    ...javascript,
    '',
    ...python,
  ].join('\n')}\n`
}

function renderFacts(facts: ServerFacts): string[] {
  const { credentials } = facts
  return [
    `Strongroom is ready on ${facts.endpoint}`,
    ...(facts.httpEndpoint === undefined
      ? []
      : [`  plain HTTP        ${facts.httpEndpoint}  (unencrypted: anyone on the path reads it)`]),
    `  keys guarded by   ${facts.guardedBy}`,
    `  CA certificate    ${facts.authorityFile ?? 'your own (--tls-cert)'}`,
    `  root credentials  ${
      credentials.kind === 'file' ? credentials.file : 'from STRONGROOM_ROOT_ACCESS_KEY_ID'
    }`,
  ]
}

function exports(facts: ServerFacts): string[] {
  const { authorityFile, credentials } = facts
  const variables: [string, string][] = [
    // One port answers for every service: DynamoDB, IAM, STS, KMS and the VPC endpoints of EC2.
    ['AWS_ENDPOINT_URL', facts.endpoint],
    ['AWS_REGION', facts.region],
    // boto3 and older command lines read this one.
    ['AWS_DEFAULT_REGION', facts.region],
  ]
  if (authorityFile !== undefined) {
    variables.push(['AWS_CA_BUNDLE', authorityFile], ['NODE_EXTRA_CA_CERTS', authorityFile])
  }
  if (credentials.kind === 'file') {
    variables.push(['AWS_SHARED_CREDENTIALS_FILE', credentials.file])
  }
  const lines = variables.map(([name, value]) => `export ${name}=${quote(value)}`)
  // Keys in the environment would win over the file.
  if (credentials.kind === 'file') {
    lines.push('unset AWS_PROFILE AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN')
  } else {
    lines.push(
      'export AWS_ACCESS_KEY_ID="$STRONGROOM_ROOT_ACCESS_KEY_ID"',
      'export AWS_SECRET_ACCESS_KEY="$STRONGROOM_ROOT_SECRET_ACCESS_KEY"',
    )
  }
  return lines
}

const awsCli = [
  'aws dynamodb create-table --table-name Music --billing-mode PAY_PER_REQUEST \\',
  '  --attribute-definitions AttributeName=Artist,AttributeType=S AttributeName=Song,AttributeType=S \\',
  '  --key-schema AttributeName=Artist,KeyType=HASH AttributeName=Song,KeyType=RANGE',
  'aws dynamodb put-item --table-name Music \\',
  `  --item '{"Artist": {"S": "Nina Simone"}, "Song": {"S": "Sinnerman"}, "Year": {"N": "1965"}}'`,
  'aws dynamodb get-item --table-name Music \\',
  `  --key '{"Artist": {"S": "Nina Simone"}, "Song": {"S": "Sinnerman"}}'`,
]

/** What nina may do: her partition, three attributes, and no answer that shows more. */
const ownRows = {
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Action: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
    Resource: 'arn:aws:dynamodb:*:*:table/Music',
    Condition: {
      'ForAllValues:StringEquals': {
        // eslint-disable-next-line no-template-curly-in-string -- a policy variable
        'dynamodb:LeadingKeys': ['${aws:username}'],
        'dynamodb:Attributes': ['Artist', 'Song', 'Year'],
      },
      StringEqualsIfExists: {
        'dynamodb:Select': 'SPECIFIC_ATTRIBUTES',
        'dynamodb:ReturnValues': ['NONE', 'UPDATED_NEW'],
      },
    },
  },
}

const leastPrivilege = [
  'aws iam create-user --user-name nina',
  'aws iam put-user-policy --user-name nina --policy-name own-rows \\',
  `  --policy-document '${JSON.stringify(ownRows)}'`,
  'keys=$(aws iam create-access-key --user-name nina --output text \\',
  "  --query 'AccessKey.[AccessKeyId,SecretAccessKey]')",
  'nina() {',
  // eslint-disable-next-line no-template-curly-in-string -- for the shell to expand
  '  AWS_ACCESS_KEY_ID=${keys%%[[:space:]]*} AWS_SECRET_ACCESS_KEY=${keys##*[[:space:]]} aws dynamodb "$@"',
  '}',
  'nina update-item --table-name Music --update-expression "SET #y = :y" \\',
  `  --key '{"Artist": {"S": "nina"}, "Song": {"S": "Sinnerman"}}' \\`,
  `  --expression-attribute-names '{"#y": "Year"}' --expression-attribute-values '{":y": {"N": "1965"}}'`,
  'nina get-item --table-name Music --projection-expression Song \\',
  `  --key '{"Artist": {"S": "Nina Simone"}, "Song": {"S": "Sinnerman"}}'   # AccessDeniedException`,
]

const javascript = [
  '// JavaScript: npm install @aws-sdk/client-dynamodb',
  `import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'`,
  'const client = new DynamoDBClient({})',
  `const Key = { Artist: { S: 'Nina Simone' }, Song: { S: 'Sinnerman' } }`,
  `console.log((await client.send(new GetItemCommand({ TableName: 'Music', Key }))).Item)`,
]

const python = [
  '# Python: pip install boto3',
  'import boto3',
  "music = boto3.resource('dynamodb').Table('Music')",
  "print(music.get_item(Key={'Artist': 'Nina Simone', 'Song': 'Sinnerman'})['Item'])",
]

/** As a shell reads it back. */
function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
