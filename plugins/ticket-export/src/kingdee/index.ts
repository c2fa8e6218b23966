import type { ErpHub, ErpInstance } from '@kefuhub/contract'
import { checkTimeZone } from '../erp/local-time.js'
import { K3 } from './k3.js'
import { readLogistics } from './logistics.js'
import type { Options } from './options.js'
import { Orders } from './orders.js'
import { Returns } from './returns.js'

export { Options } from './options.js'

/** Orders, deliveries and returns of one K3Cloud site. Nothing is called yet. @throws RangeError for an unknown time zone */
export function connect (hub: ErpHub, options: Options): ErpInstance {
  checkTimeZone(options.timeZone)
  const k3 = new K3(hub, options)
  const orders = new Orders(k3, options)
  const returns = new Returns(hub, k3, options)
  return {
    findOrders: (query, limit) => orders.find(query, limit),
    getOrder: (id) => orders.get(id),
    getLogistics: (orderId) => readLogistics(k3, orderId, options.timeZone),
    createReturn: (request) => returns.create(request),
    findReturn: (request) => returns.find(request)
  }
}
