import type { ReturnRequest, TicketExport } from '@kefuhub/contract'

/** When tests happen. */
export const NOW_MS = Date.UTC(2026, 10, 23, 8)

export function returnOf (orderId: string | number, lines: ReturnRequest['lines'], more: Partial<ReturnRequest> = {}): ReturnRequest {
  return { key: 'return-1', orderId: String(orderId), kind: 'return', reason: 'Broken <on> arrival', lines, ...more }
}

export function ticketOf (more: Partial<Omit<TicketExport, 'ticket'>> & { ticket?: Partial<TicketExport['ticket']> } = {}): TicketExport {
  const { ticket, ...rest } = more
  return {
    key: 'ticket-1',
    ticket: {
      id: 't1',
      number: '1042',
      type: 'complaint',
      subject: 'Cup is broken',
      description: 'Two\nlines & <b>',
      status: 'open',
      state: 'new',
      priority: 'high',
      fields: {},
      messages: [],
      createdBy: { kind: 'agent', id: 'a1' },
      createdAt: new Date(NOW_MS),
      changedAt: new Date(NOW_MS),
      copies: [],
      ...ticket
    },
    contact: { name: 'Wang Fang', phone: '+8613800138000', email: 'wang.fang@example.com' },
    fields: {},
    comments: [],
    files: [],
    ...rest
  }
}

export function commentOf (id: string, text: string, isPublic = false): TicketExport['comments'][number] {
  return { id, at: new Date(NOW_MS), by: { kind: 'agent', id: 'a1', name: 'Li' }, text, isPublic }
}
