import { commitTests } from './contract/commits.ts'
import { concurrencyTests } from './contract/concurrency.ts'
import type { StoreUnderTest } from './contract/fixture.ts'
import { lifecycleTests } from './contract/lifecycle.ts'
import { orderingTests } from './contract/ordering.ts'
import { readTests } from './contract/reads.ts'
import { stampTests } from './contract/stamps.ts'

export type { Capability, StoreBounds, StoreFixture, StoreUnderTest } from './contract/fixture.ts'

/**
 * Registers the tests of the storage contract for one driver or wrapper. Call it at the top level
 * of a test file. Each test makes a store of its own; nothing depends on what engine is behind it.
 */
export function contractSuite(subject: StoreUnderTest): void {
  orderingTests(subject)
  readTests(subject)
  commitTests(subject)
  concurrencyTests(subject)
  stampTests(subject)
  lifecycleTests(subject)
}
