export { tiers, type Case, type Tier } from './case.ts'
export { allCases } from './cases/index.ts'
export { scores, textReport, type Score } from './report.ts'
export { openSecurityTarget, securityCases, type SecurityTarget } from './security/index.ts'
export { runCases, type Result, type RunOptions } from './run.ts'
export {
  openTarget,
  type Credentials,
  type Endpoint,
  type OpenTarget,
  type Target,
} from './target.ts'
