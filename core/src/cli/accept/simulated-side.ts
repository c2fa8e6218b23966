import { randomInt } from 'node:crypto'
import type { HubClient } from '../hub-client.js'
import type { Cast } from './cast.js'
import type { Attendant } from './phone.js'
import type { CrmSide, Systems, TicketSide } from './systems.js'

/** What simulated customers are called, where their platform tells names. */
export const CUSTOMER = '李验收'

/** An agent who takes what is given to them. */
export async function hire (hub: HubClient): Promise<Attendant> {
  const { agent: { id } } = await hub.post<{ agent: { id: string } }>('/agents', { login: 'acceptance', name: '验收客服', role: 'agent', groups: [] })
  return { take: async (conversation) => { await hub.post(`/conversations/${conversation}/transfer`, { agent: id }) } }
}

/** The simulated systems, each with its people. */
export function playSystems ({ systems }: Cast): Systems {
  return { crms: systems.flatMap(toCrm), tickets: systems.flatMap(toTickets) }
}

function toCrm ({ plugin: { id }, simulated }: Cast['systems'][number]): CrmSide[] {
  if (simulated.enter === undefined) return []
  const meet = async () => {
    const person = { name: CUSTOMER, phone: `+86139${randomInt(10_000_000, 100_000_000)}` }
    await simulated.enter?.(person)
    return person
  }
  return [{ id, meet }]
}

function toTickets ({ plugin: { id, tickets: config }, simulated: { tickets } }: Cast['systems'][number]): TicketSide[] {
  if (tickets === undefined) return []
  const { types, from } = config ?? {}
  return [{
    id,
    ...(types !== undefined && { types }),
    ...(from !== undefined && { from }),
    has: (externalId) => tickets.list().includes(externalId),
    move: async ({ externalId }, state) => { tickets.move(externalId, state) }
  }]
}
