import { shapeTable } from '../../generated/dynamodb/index.ts'
import { shapeTable as kmsShapes } from '../../generated/kms/index.ts'
import { createDecoder } from './decoder.ts'

export { decodeAttributeValue } from './attribute-value.ts'
export { createDecoder } from './decoder.ts'

/** Decodes and judges an input of DynamoDB, by the name of its shape: `PutItemInput`. Throws an ApiError. */
export const decodeInput: (shape: string, value: unknown) => object = createDecoder(shapeTable)

/** The same for KMS: `EncryptRequest`. */
export const decodeKmsInput: (shape: string, value: unknown) => object = createDecoder(kmsShapes)
