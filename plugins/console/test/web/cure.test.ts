import t from 'tap'
import { toCure } from '../../web/admin/connections/cure.js'

t.test('what helps against credentials that expired, a value that does not fit, and a full disk', async (t) => {
  t.equal(toCure('KH_ERR_DELIVERY_UNAUTHORIZED', 'Invalid apikey'), 'credentials')
  t.equal(toCure('KH_ERR_SYNC_MISFIT', 'x is no number'), 'misfit')
  t.equal(toCure('KH_ERR_DELIVERY_REJECTED'), 'refused')
  t.equal(toCure('ENOSPC', 'write failed'), 'disk')
  t.equal(toCure('KH_ERR_DELIVERY_RETRYABLE', 'ENOSPC: no space left on device, write'), 'disk', 'a plugin wrapped it')
  t.equal(toCure('KH_ERR_DELIVERY_RETRYABLE', 'busy'), 'away')
  t.equal(toCure('constructor'), undefined)
  t.equal(toCure(undefined), undefined)
})
