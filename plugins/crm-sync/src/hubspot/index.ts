import type { CrmInstance, PluginHub } from '@kefuhub/contract'
import { SystemStatus } from '../system-status.js'
import { Api } from './api.js'
import { Changes } from './changes.js'
import { toContact } from './contact.js'
import { MAX_BATCH } from './facts.js'
import { toFields } from './fields.js'
import { findContacts } from './find.js'
import { Notes } from './notes.js'
import type { Options } from './options.js'
import { ContactWriter } from './upsert.js'

export { Options } from './options.js'

/** Connects to a HubSpot account; nothing is called yet. */
export function connect (hub: PluginHub, options: Options): CrmInstance {
  const status = new SystemStatus()
  const api = new Api(hub, options)
  const writer = new ContactWriter(api, options)
  const notes = new Notes(hub, api, options)
  const changes = new Changes(api, options)
  return {
    maxBatch: MAX_BATCH,
    findContacts: (query) => status.watch(async () => (await findContacts(api, query, options)).map((record) => toContact(record, options))),
    getContacts: (ids) => status.watch(async () => {
      const records = await api.readContacts(ids.filter((id) => /^\d+$/.test(id)))
      return records.map((record) => toContact(record, options))
    }),
    upsertContacts: (writes) => status.watch(() => writer.write(writes)),
    logActivity: (activity) => status.watch(() => notes.log(activity)),
    changesSince: (cursor) => status.watch(() => changes.since(cursor)),
    describeFields: () => status.watch(async () => toFields(await api.describeProperties(), api.properties)),
    health: () => status.health()
  }
}
