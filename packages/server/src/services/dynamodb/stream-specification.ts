import {
  disableStream,
  enableStream,
  type StreamViewType,
  type TableDescriptor,
} from '../../engine/index.ts'
import { invalidParameters } from '../../errors/index.ts'
import type { StreamSpecification } from '../../generated/dynamodb/index.ts'
import { tableArn } from './arns.ts'

/** The view type with which a table is created; undefined: without a stream. Throws a validation error. */
export function createdStream(stream: StreamSpecification | undefined): StreamViewType | undefined {
  if (stream === undefined) return undefined
  const { StreamEnabled: enabled, StreamViewType: view } = stream
  if (enabled && view === undefined) {
    throw invalidParameters(
      'Table is being created with a stream enabled, UpdateViewType is required',
    )
  }
  if (!enabled && view !== undefined) {
    throw invalidParameters(
      'Table is being created with a stream disabled, UpdateViewType should not be specified',
    )
  }
  return view
}

/** The rules on the members of a change of the stream; `update-rules.ts` has those on what it may come with. */
export function checkStreamUpdate({ StreamEnabled, StreamViewType }: StreamSpecification): void {
  if (StreamEnabled && StreamViewType === undefined) {
    throw invalidParameters('If stream is being enabled then UpdateViewType is required')
  }
  if (!StreamEnabled && StreamViewType !== undefined) {
    throw invalidParameters(
      'If stream is being disabled, then UpdateViewType must not be specified',
    )
  }
}

/** Turns the stream on or off as asked. Pure. */
export function changeStream(
  table: TableDescriptor,
  { StreamEnabled, StreamViewType }: StreamSpecification,
  now: number,
  shards: number,
): TableDescriptor {
  return StreamEnabled && StreamViewType !== undefined
    ? enableStream(table, StreamViewType, now, shards)
    : disableStream(table, now)
}

/** The members of a table's description that tell of its stream. They stay when it is disabled, but for the first. */
export function streamDescription(table: TableDescriptor, region: string): object {
  const { stream } = table
  if (stream === undefined) return {}
  return {
    StreamSpecification:
      stream.disabledAt === undefined
        ? { StreamEnabled: true, StreamViewType: stream.viewType }
        : undefined,
    LatestStreamLabel: stream.label,
    LatestStreamArn: `${tableArn(region, table)}/stream/${stream.label}`,
  }
}
