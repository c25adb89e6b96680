import { after, before, describe, it } from 'node:test'
import { openRealm, type Realm } from '../../identity/support.ts'
import { lead, type Flip } from '../support.ts'

/** Leads checks through their flips on a server of their own. */
export function flipping(area: string, flips: readonly Flip[]): void {
  describe(`the checks of ${area}`, () => {
    let realm: Realm
    before(async () => {
      realm = await openRealm({
        httpPort: '0',
        vpcListeners: 'vpc-near=https://127.0.0.1:0',
        keyCacheSeconds: '1',
      })
    })
    after(() => realm.close())

    for (const flip of flips) {
      it(`${flip.check.id} follows the state of the server`, () => lead(realm, flip))
    }
  })
}
