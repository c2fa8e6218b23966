import { defineCrm } from '@kefuhub/contract'
import { connect as connectHubSpot } from './hubspot/index.js'
import { ICON } from './icon.js'
import { connect as connectOdoo } from './odoo/index.js'
import { Options } from './options.js'
import { connect as connectRest } from './rest/index.js'
import { connect as connectSalesforce } from './salesforce/index.js'

export { errors } from './errors.js'
export { Options } from './options.js'

/** One CRM, kept in step with the hub's contacts: Odoo, HubSpot, Salesforce, or any other with a REST API. */
export default defineCrm({
  name: 'crm-sync',
  contract: '^1',
  title: { zh: 'CRM 同步', en: 'CRM sync' },
  icon: ICON,
  options: Options,
  setup (hub, { odoo, hubspot, salesforce, rest }) {
    if (odoo !== undefined) return connectOdoo(hub, odoo)
    if (hubspot !== undefined) return connectHubSpot(hub, hubspot)
    if (salesforce !== undefined) return connectSalesforce(hub, salesforce)
    // The schema lets exactly one through.
    return connectRest(hub, rest as NonNullable<typeof rest>)
  }
})
