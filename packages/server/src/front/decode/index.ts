import { shapeTable } from '../../generated/dynamodb/index.ts'
import { shapeTable as streamsTable } from '../../generated/dynamodbstreams/index.ts'
import { shapeTable as kmsShapes } from '../../generated/kms/index.ts'
import { createDecoder } from './decoder.ts'

export { decodeAttributeValue } from './attribute-value.ts'
export { createDecoder } from './decoder.ts'

const decodeOwn = createDecoder(shapeTable)
const decodeStreams = createDecoder(streamsTable)

/**
 * Decodes and judges an input of DynamoDB or of its streams, by the name of its shape: `PutItemInput`.
 * The two share no name of an input. Throws an ApiError.
 */
export function decodeInput(shape: string, value: unknown): object {
  return Object.hasOwn(shapeTable.shapes, shape)
    ? decodeOwn(shape, value)
    : decodeStreams(shape, value)
}

/** The same for KMS: `EncryptRequest`. */
export const decodeKmsInput: (shape: string, value: unknown) => object = createDecoder(kmsShapes)
