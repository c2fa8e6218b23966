import type { CrmInstance, PluginHub } from '@kefuhub/contract'
import { ChangeFeed } from '../change-feed.js'
import { SystemStatus } from '../system-status.js'
import { Activities } from './activity.js'
import { Allowance } from './allowance.js'
import { SalesforceApi } from './api.js'
import { Contacts } from './contacts.js'
import { MAX_BATCH } from './facts.js'
import type { Options } from './options.js'
import { SchemaSource, describeFields } from './schema.js'
import { Upsert } from './upsert.js'

export { Options } from './options.js'

/** Connects to a Salesforce organisation; nothing is called yet. @throws CRM_SYNC_ERR_PRIVATE_KEY */
export function connect (hub: PluginHub, options: Options): CrmInstance {
  const status = new SystemStatus()
  const api = new SalesforceApi(hub, options, new Allowance(status, hub.log))
  const schemas = new SchemaSource(api, options, hub.clock, hub.log)
  const contacts = new Contacts(api, schemas, options)
  const upsert = new Upsert(api, contacts, schemas, options)
  const activities = new Activities(api, options)
  const feed = new ChangeFeed(contacts, options)
  return {
    maxBatch: MAX_BATCH,
    findContacts: (query) => status.watch(() => contacts.find(query)),
    getContacts: (ids) => status.watch(() => contacts.get(ids)),
    upsertContacts: (writes) => status.watch(() => upsert.write(writes)),
    logActivity: (activity) => status.watch(() => activities.log(activity)),
    changesSince: (cursor) => status.watch(() => feed.read(cursor)),
    describeFields: () => status.watch(async () => describeFields(await schemas.get())),
    health: () => status.health()
  }
}
