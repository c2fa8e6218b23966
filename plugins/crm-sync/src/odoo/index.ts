import type { CrmInstance, PluginHub } from '@kefuhub/contract'
import { ChangeFeed } from '../change-feed.js'
import { SystemStatus } from '../system-status.js'
import { Activities } from './activity.js'
import { openApi } from './api.js'
import type { Options } from './options.js'
import { Partners } from './partners.js'
import { SchemaSource, describeFields } from './schema.js'
import { Upsert } from './upsert.js'

export { Options } from './options.js'

/** Partners in one call. */
const MAX_BATCH = 100

/** Connects to an Odoo database; nothing is called yet. */
export function connect (hub: PluginHub, options: Options): CrmInstance {
  const status = new SystemStatus()
  const api = openApi(hub, options)
  const schemas = new SchemaSource(api, options, hub.clock, hub.log)
  const partners = new Partners(api, schemas, options)
  const upsert = new Upsert(api, partners, schemas, options)
  const activities = new Activities(api)
  const feed = new ChangeFeed(partners, options)
  return {
    maxBatch: MAX_BATCH,
    findContacts: (query) => status.watch(() => partners.find(query)),
    getContacts: (ids) => status.watch(() => partners.get(ids)),
    upsertContacts: (writes) => status.watch(() => upsert.write(writes)),
    logActivity: (activity) => status.watch(() => activities.log(activity)),
    changesSince: (cursor) => status.watch(() => feed.read(cursor)),
    describeFields: () => status.watch(async () => describeFields(await schemas.get())),
    health: () => status.health()
  }
}
