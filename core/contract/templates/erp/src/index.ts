import { defineErp } from '@kefuhub/contract'
import { Client } from './client.js'
import { options } from './options.js'
import { Orders } from './orders.js'
import { Tickets } from './tickets.js'

export default defineErp({
  name: '__PLUGIN__',
  contract: '^__MAJOR__',
  title: { zh: '__TITLE__', en: '__TITLE__' },
  options,
  setup (hub, { connection }) {
    const client = new Client(hub, connection)
    const orders = new Orders(client)
    const tickets = new Tickets(hub, client)
    return {
      findOrders: async (query, limit) => await orders.find(query, limit),
      getOrder: async (id) => await orders.get(id),
      exportTicket: async (ticket) => await tickets.export(ticket),
      health: () => client.health
    }
  }
})
