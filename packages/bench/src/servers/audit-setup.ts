import { Agent } from 'node:https'
import {
  CloudTrailClient,
  CreateTrailCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
} from '@aws-sdk/client-cloudtrail'
import type { Endpoint } from '../load/endpoint.ts'

/** Starts a trail that takes every management and data event, to the server's own directory. */
export async function recordEverything(endpoint: Endpoint): Promise<void> {
  const { host, port, region, accessKeyId, secretAccessKey, authority } = endpoint
  const client = new CloudTrailClient({
    endpoint: `https://${host}:${String(port)}`,
    region,
    credentials: { accessKeyId, secretAccessKey },
    requestHandler: { httpsAgent: new Agent({ ca: authority }) },
  })
  const Name = 'everything'
  await client.send(new CreateTrailCommand({ Name, S3BucketName: 'strongroom-audit' }))
  await client.send(
    new PutEventSelectorsCommand({
      TrailName: Name,
      EventSelectors: [
        {
          ReadWriteType: 'All',
          DataResources: [{ Type: 'AWS::DynamoDB::Table', Values: ['arn:aws:dynamodb'] }],
        },
      ],
    }),
  )
  await client.send(new StartLoggingCommand({ Name }))
  client.destroy()
}
