export { faultyStore, type FaultRates, type FaultyStoreOptions } from './faulty-store.ts'
