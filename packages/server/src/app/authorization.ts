import { accessDenied } from '../errors/index.ts'
import type { Authorizer } from '../front/index.ts'

/** The account's root may do everything; while there are no policies, nobody else may do anything. */
export function createRootAuthorizer(): Authorizer {
  return {
    authorize({ caller }, { action, resource }) {
      if (caller.kind === 'root') return Promise.resolve()
      const message = `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`
      return Promise.reject(accessDenied(message))
    },
  }
}
