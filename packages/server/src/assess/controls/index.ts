import type { Control } from '../model.ts'
import { authentication } from './authentication.ts'
import { supportingServices } from './supporting-services.ts'

/** Every control, in the order of the report. */
export const controls: readonly Control[] = [authentication, supportingServices]
