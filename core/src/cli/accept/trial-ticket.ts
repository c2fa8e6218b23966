import type { TicketCopy, TicketState } from '@kefuhub/contract'
import type { Scene } from './scene.js'
import type { TicketPlan, TicketTypeView } from './ticket-plan.js'

/** A ticket of the acceptance, as the API gives it. */
export interface TrialTicket {
  id: string
  number: string
  status: string
  state: TicketState
  copies: TicketCopy[]
  comments: Array<{ id: string, by: { kind: string, id: string }, text: string }>
  exports: Array<{ target: string, state: 'waiting' | 'done' | 'failed', code?: string, reason?: string }>
}

/** The types of tickets that the hub knows. */
export async function listTicketTypes ({ hub }: Scene): Promise<TicketTypeView[]> {
  return (await hub.get<{ items: TicketTypeView[] }>('/ticket-types')).items
}

/** Makes a ticket of the customer's conversation. */
export async function createTicket ({ hub, conversation, mark }: Scene, { type, fields }: Pick<TicketPlan, 'type' | 'fields'>): Promise<TrialTicket> {
  return await hub.post<TrialTicket>('/tickets', { type: type.id, subject: `验收工单 Acceptance ${mark}`, description: '可以删除 May be deleted', fields, conversation: conversation.id })
}

/** Where no way to the customer is open, the hub tells agents so in these comments. */
export function untoldIn ({ comments }: TrialTicket): TrialTicket['comments'] {
  return comments.filter(({ by }) => by.kind === 'system' && by.id === 'hub')
}
