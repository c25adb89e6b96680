import { alertLimits } from './limits/alerts.js'
import { assessLimits } from './limits/assess.js'
import { auditLimits } from './limits/audit.js'
import { dataLimits } from './limits/data.js'
import { frontLimits } from './limits/front.js'
import { identityLimits } from './limits/identity.js'
import { kmsLimits } from './limits/kms.js'
import { storeLimits } from './limits/store.js'
import { streamLimits } from './limits/streams.js'

/**
 * Every limit of the server, once, with its unit: one file below `limits/` for each part of the server.
 * Those marked AWS are the cloud service's own and are not settings. `docs/reference/limits.md` is
 * generated from those files.
 */
export const limits = {
  ...dataLimits,
  ...streamLimits,
  ...frontLimits,
  ...identityLimits,
  ...kmsLimits,
  ...auditLimits,
  ...alertLimits,
  ...assessLimits,
  ...storeLimits,
} as const
