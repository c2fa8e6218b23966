import { defineCrm } from '@kefuhub/contract'
import { Client } from './client.js'
import { Contacts } from './contacts.js'
import { options } from './options.js'

export default defineCrm({
  name: '__PLUGIN__',
  contract: '^__MAJOR__',
  title: { zh: '__TITLE__', en: '__TITLE__' },
  options,
  setup (hub, { connection }) {
    const client = new Client(hub, connection)
    const contacts = new Contacts(client)
    return {
      maxBatch: 20,
      findContacts: async (query) => await contacts.find(query),
      getContacts: async (ids) => await contacts.get(ids),
      upsertContacts: async (writes) => await contacts.upsert(writes),
      logActivity: async (activity) => await contacts.log(activity),
      changesSince: async (cursor) => await contacts.changesSince(cursor),
      describeFields: async () => await contacts.describeFields(),
      health: () => client.health
    }
  }
})
