import t from 'tap'
import { toCause, toPlace } from '../../web/admin/alerts/place.js'

t.test('an alert of the hub leads to where one sees more; one of a plugin speaks for itself', async (t) => {
  const lead = (key: string) => {
    const cause = toCause({ key })
    return cause === undefined ? undefined : toPlace(cause)
  }
  t.strictSame(['unauthorized', 'down', 'plugin-down', 'dead-letters', 'ticket-files-failing'].map(lead), ['connections', 'connections', 'plugins', 'dead-letters', 'connections'])
  t.equal(lead('toString'), undefined)
  t.equal(lead('no-messages'), undefined)
})
