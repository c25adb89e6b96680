import type { Control } from '../model.ts'
import { authentication } from './authentication.ts'
import { authorization } from './authorization.ts'
import { certification } from './certification.ts'
import { encryptionAtRest } from './encryption-at-rest.ts'
import { encryptionInTransit } from './encryption-in-transit.ts'
import { endpointLocalization } from './endpoint-localization.ts'
import { hostAndPatching } from './host-and-patching.ts'
import { isolation } from './isolation.ts'
import { needAlerting } from './need-alerting.ts'
import { needAuditing } from './need-auditing.ts'
import { needComplianceReferences } from './need-compliance-references.ts'
import { needCrossRegionReplication } from './need-cross-region-replication.ts'
import { needEncryptionAtRest } from './need-encryption-at-rest.ts'
import { needEncryptionInTransit } from './need-encryption-in-transit.ts'
import { needHostIsolation } from './need-host-isolation.ts'
import { needKeyManagement } from './need-key-management.ts'
import { needNetworkIsolation } from './need-network-isolation.ts'
import { needPrivateConnectivity } from './need-private-connectivity.ts'
import { needRestrictedAdministration } from './need-restricted-administration.ts'
import { needStaffSignOn } from './need-staff-sign-on.ts'
import { needUpdatesAndHardening } from './need-updates-and-hardening.ts'
import { operatorAccess } from './operator-access.ts'
import { supportingServices } from './supporting-services.ts'

/** Every control, in the order of the report: the rows of a review, then what an organisation needs. */
export const controls: readonly Control[] = [
  certification,
  authentication,
  authorization,
  encryptionAtRest,
  encryptionInTransit,
  hostAndPatching,
  operatorAccess,
  endpointLocalization,
  isolation,
  supportingServices,
  needNetworkIsolation,
  needPrivateConnectivity,
  needEncryptionAtRest,
  needEncryptionInTransit,
  needKeyManagement,
  needHostIsolation,
  needRestrictedAdministration,
  needStaffSignOn,
  needAuditing,
  needComplianceReferences,
  needAlerting,
  needCrossRegionReplication,
  needUpdatesAndHardening,
]
