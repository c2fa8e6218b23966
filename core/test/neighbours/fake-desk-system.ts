import { defineErp, Rejected, Retryable, Type, Uncertain, type AnyPlugin, type ErpHub, type ErpInstance, type ExportedTicket, type TicketExport, type TicketNews, type TicketState } from '@kefuhub/contract'

/** What the next calls of a fake system do. */
export type Trouble = 'busy' | 'lost' | 'refused'

/** A ticket system in memory that finds its tickets by key, as a good one does. */
export class FakeDeskSystem {
  readonly tickets = new Map<string, TicketExport & { externalId: string, changedAt: Date, writes: number }>()
  /** One for each call to come; absent: it works. */
  readonly troubles: Trouble[] = []
  /** What a poll finds next. */
  readonly pages: TicketNews[][] = []
  hub: ErpHub | undefined
  calls = 0

  plugin (more: Partial<ErpInstance> = {}): AnyPlugin {
    return defineErp({
      name: 'fake-desk',
      contract: '^1',
      title: { zh: '工单系统', en: 'Ticket system' },
      options: Type.Object({}, { additionalProperties: false }),
      setup: (hub) => {
        this.hub = hub
        return { exportTicket: async (wish) => await this.#export(wish), ...more }
      }
    }) as unknown as AnyPlugin
  }

  /** What the system says when somebody moves a ticket there. */
  news (key: string, status: string, state: TicketState, more: Partial<TicketNews> = {}): TicketNews {
    const { externalId = 'unknown' } = this.tickets.get(key) ?? {}
    return { externalId, status, state, changedAt: new Date(), eventKey: `${externalId}:${status}`, ...more }
  }

  async #export (wish: TicketExport): Promise<ExportedTicket> {
    this.calls++
    const trouble = this.troubles.shift()
    if (trouble === 'busy') throw new Retryable('busy')
    if (trouble === 'refused') throw new Rejected("the field 'amount' is not known")
    const known = this.tickets.get(wish.key)
    const ticket = { ...wish, externalId: known?.externalId ?? `E${this.tickets.size + 1}`, changedAt: new Date(), writes: (known?.writes ?? 0) + 1, comments: [...known?.comments ?? [], ...wish.comments] }
    this.tickets.set(wish.key, ticket)
    if (trouble === 'lost') throw new Uncertain('the answer got lost')
    return { externalId: ticket.externalId, externalNumber: `#${ticket.externalId}`, url: `https://desk.test/${ticket.externalId}`, status: 'open', state: 'new', changedAt: ticket.changedAt }
  }
}
