import { assert } from '../../base/index.ts'
import { ApiError, analyzerValidation } from '../../errors/index.ts'
import { shapeTable as analyzerShapes } from '../../generated/accessanalyzer/index.ts'
import { shapeTable as cloudTrailShapes } from '../../generated/cloudtrail/index.ts'
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

const json11 = [kmsShapes, cloudTrailShapes].map((table) => ({
  table,
  decode: createDecoder(table),
}))

/** The same for the services that speak JSON 1.1: `EncryptRequest`. None shares a name of an input with another. */
export function decodeJson11Input(shape: string, value: unknown): object {
  const found = json11.find(({ table }) => Object.hasOwn(table.shapes, shape))
  assert(found !== undefined, `the input ${shape} is of a service that speaks JSON 1.1`)
  return found.decode(shape, value)
}

const decodeAnalyzer = createDecoder(analyzerShapes)

/** The same for Access Analyzer, whose refusals say of what kind they are. */
export function decodeAnalyzerInput(shape: string, value: unknown): object {
  try {
    return decodeAnalyzer(shape, value)
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'ValidationException') throw error
    throw analyzerValidation('fieldValidationFailed', error.message)
  }
}
