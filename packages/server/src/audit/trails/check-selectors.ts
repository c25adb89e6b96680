import { limits } from '../../base/index.ts'
import { cloudTrailError, type ApiError } from '../../errors/index.ts'
import { checkAdvanced } from './check-advanced.ts'
import { everyTable, tableType } from './compile.ts'
import type { AdvancedSelector, BasicSelector, EventSelectors } from './selectors.ts'

/** Event selectors as a request brings them: the shape is right, the rules are not judged. */
export interface RequestedSelectors {
  readonly EventSelectors?: readonly Partial<RequestedBasic>[] | undefined
  readonly AdvancedEventSelectors?: readonly AdvancedSelector[] | undefined
}

interface RequestedBasic {
  readonly ReadWriteType: BasicSelector['ReadWriteType'] | undefined
  readonly IncludeManagementEvents: boolean | undefined
  readonly DataResources:
    | readonly {
        readonly Type?: string | undefined
        readonly Values?: readonly string[] | undefined
      }[]
    | undefined
  readonly ExcludeManagementEventSources: readonly string[] | undefined
}

function invalid(message: string): ApiError {
  return cloudTrailError('InvalidEventSelectorsException', message)
}

/** The services whose management events may be left out. */
const excludable = ['kms.amazonaws.com', 'rdsdata.amazonaws.com']

/** Judges selectors and fills in the defaults. Throws InvalidEventSelectorsException. */
export function checkSelectors(requested: RequestedSelectors): EventSelectors {
  const { EventSelectors: basic = [], AdvancedEventSelectors: advanced = [] } = requested
  if (basic.length > 0 && advanced.length > 0) {
    throw invalid(
      'EventSelectors and AdvancedEventSelectors cannot be specified in the same request.',
    )
  }
  if (advanced.length > 0) {
    checkAdvanced(advanced)
    return { kind: 'advanced', selectors: advanced }
  }
  if (basic.length === 0) {
    throw invalid('EventSelectors or AdvancedEventSelectors must not be empty.')
  }
  return { kind: 'basic', selectors: checkBasic(basic) }
}

function checkBasic(requested: readonly Partial<RequestedBasic>[]): BasicSelector[] {
  if (requested.length > limits.eventSelectors) {
    throw invalid(`A trail can have at most ${String(limits.eventSelectors)} event selectors.`)
  }
  const selectors = requested.map(basicSelector)
  const count = selectors.flatMap(({ DataResources }) =>
    DataResources.flatMap(({ Values }) => Values),
  ).length
  if (count > limits.dataResources) {
    throw invalid(
      `The number of data resources across all event selectors exceeds the limit of ${String(limits.dataResources)}.`,
    )
  }
  return selectors
}

function basicSelector(requested: Partial<RequestedBasic>): BasicSelector {
  const {
    ReadWriteType = 'All',
    IncludeManagementEvents = true,
    DataResources = [],
    ExcludeManagementEventSources = [],
  } = requested
  if (!IncludeManagementEvents && DataResources.length === 0) {
    throw invalid(
      'Invalid combination of parameters in EventSelectors. When includeManagementEvents is false, DataResources must not be empty.',
    )
  }
  if (!IncludeManagementEvents && ExcludeManagementEventSources.length > 0) {
    throw invalid(
      'Invalid combination of parameters in EventSelectors. When includeManagementEvents is false, ExcludeManagementEventSources must be empty.',
    )
  }
  for (const source of ExcludeManagementEventSources) {
    if (!excludable.includes(source)) {
      throw invalid(`Value ${source} for ExcludeManagementEventSources is invalid.`)
    }
  }
  return {
    ReadWriteType,
    IncludeManagementEvents,
    DataResources: DataResources.map(dataResource),
    ExcludeManagementEventSources,
  }
}

/** What AWS knows besides tables. This server has no such resources, and says so. */
const foreignTypes = ['AWS::S3::Object', 'AWS::Lambda::Function']

function dataResource({
  Type,
  Values = [],
}: {
  readonly Type?: string | undefined
  readonly Values?: readonly string[] | undefined
}): BasicSelector['DataResources'][number] {
  if (Type !== undefined && foreignTypes.includes(Type)) {
    throw invalid(`This server has no resources of type ${Type}.`)
  }
  if (Type !== tableType) throw invalid(`Value ${String(Type)} for DataResources.Type is invalid.`)
  if (Values.length === 0) throw invalid('DataResources.Values must not be empty.')
  for (const value of Values) {
    if (value !== everyTable && !tableArn.test(value)) {
      throw invalid(`Value ${value} for DataResources.Values is invalid.`)
    }
  }
  return { Type, Values }
}

const tableArn = /^arn:aws:dynamodb:[a-z0-9-]+:\d{12}:table\/[A-Za-z0-9_.-]{3,255}$/
