import { defineNotifier } from '@kefuhub/contract'
import { Client } from './client.js'
import { options } from './options.js'
import { toText } from './text.js'

export default defineNotifier({
  name: '__PLUGIN__',
  contract: '^__MAJOR__',
  title: { zh: '__TITLE__', en: '__TITLE__' },
  options,
  setup (hub, { connection }) {
    const client = new Client(hub, connection)
    return {
      rate: { notifications: 20, perMs: 60_000 },
      async notify (notification) {
        await client.call({ method: 'POST', path: '/notifications', body: { id: notification.id, text: toText(notification) } })
      },
      health: () => client.health
    }
  }
})
