import { defineErp, type ErpHub, type ErpInstance } from '@kefuhub/contract'
import { connect as connectErpnext } from './erpnext/index.js'
import { ICON } from './icon.js'
import { connect as connectJira } from './jira/index.js'
import { connect as connectKingdee } from './kingdee/index.js'
import { connect as connectOdoo } from './odoo/index.js'
import { Options } from './options.js'
import { connect as connectRest } from './rest/index.js'
import { watched } from './watched.js'
import { connect as connectZammad } from './zammad/index.js'
import { connect as connectZendesk } from './zendesk/index.js'

export { errors } from './errors.js'
export { Options } from './options.js'

/** Ticket systems that tickets go to, and ERPs that orders come from. */
export default defineErp({
  name: 'ticket-export',
  contract: '^1',
  title: { zh: '工单与订单对接', en: 'Tickets and orders' },
  icon: ICON,
  options: Options,
  setup: (hub, options) => watched(connect(hub, options))
})

function connect (hub: ErpHub, { zendesk, zammad, jira, odoo, erpnext, kingdee, rest }: Options): ErpInstance {
  if (zendesk !== undefined) return connectZendesk(hub, zendesk)
  if (zammad !== undefined) return connectZammad(hub, zammad)
  if (jira !== undefined) return connectJira(hub, jira)
  if (odoo !== undefined) return connectOdoo(hub, odoo)
  if (erpnext !== undefined) return connectErpnext(hub, erpnext)
  if (kingdee !== undefined) return connectKingdee(hub, kingdee)
  if (rest !== undefined) return connectRest(hub, rest)
  // The schema asks for one of them.
  throw new TypeError('The options name no system')
}
