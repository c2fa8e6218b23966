import { TURN_TICKET_LIMITS, type FieldValue, type LocalizedText, type Log, type TurnTicket } from '@kefuhub/contract'
import { isTicketRefusal, type TicketField } from '../desk/ticket-types.js'
import type { Desk } from '../desk/desk.js'
import type { MessageDoc } from '../store/message-model.js'
import type { Place } from './place.js'
import type { TurnWishes } from './stages.js'

const REFUSED: LocalizedText = { zh: '规则无法创建工单', en: 'A rule cannot open its ticket' }

/** Opens the tickets of turns. Each has a key made from the message, so that a turn that runs again makes none a second time. */
export class TurnTickets {
  readonly #desk: Desk
  readonly #log: Log

  constructor (options: { desk: Desk, log: Log }) {
    this.#desk = options.desk
    this.#log = options.log
  }

  /** Opens what the features asked for. What the config does not allow is told to administrators and passed over. */
  async open (message: MessageDoc, place: Place, wishes: TurnWishes['tickets']): Promise<void> {
    const counts = new Map<string, number>()
    const numbered = wishes.slice(0, TURN_TICKET_LIMITS.perTurn).map((wish) => {
      const index = counts.get(wish.feature) ?? 0
      counts.set(wish.feature, index + 1)
      return { ...wish, key: `turn:${message._id}:${wish.feature}:${index}` }
    })
    if (wishes.length > numbered.length) this.#log.warn({ trace: message.trace, tickets: wishes.length }, 'a turn asked for too many tickets; the first ones are opened')
    await Promise.all(numbered.map(async ({ feature, ticket, key }) => { await this.#openOne(message, place, feature, ticket, key) }))
  }

  async #openOne (message: MessageDoc, { contact, conversation }: Place, feature: string, wish: TurnTicket, key: string): Promise<void> {
    const { tickets, alerts } = this.#desk
    const alert = `ticket:${wish.type.slice(0, 64)}`
    try {
      const type = tickets.types.get(wish.type)
      const { number } = await tickets.create({
        type: type.id,
        subject: wish.subject.replace(/\s+/g, ' ').trim().slice(0, TURN_TICKET_LIMITS.subjectLength) || type.title.zh,
        description: (wish.description ?? '').slice(0, TURN_TICKET_LIMITS.descriptionLength),
        fields: readFields(type.fields, wish.fields ?? {}),
        ...(wish.priority !== undefined && { priority: wish.priority }),
        contact: contact._id,
        conversation: conversation._id,
        messages: [message._id],
        by: { kind: 'rule', id: feature },
        key
      })
      await alerts.resolve(feature, alert)
      this.#log.info({ trace: message.trace, feature, ticket: number }, 'ticket opened')
    } catch (error) {
      if (!isTicketRefusal(error)) throw error
      this.#log.error({ err: error, trace: message.trace, feature }, 'a ticket was refused and is passed over')
      await alerts.raise(feature, alert, { severity: 'warning', title: REFUSED, reason: (error as Error).message })
    }
  }
}

/** Texts as the fields take them: who fills in a text cannot know what a field is. */
function readFields (fields: readonly TicketField[], given: Readonly<Record<string, FieldValue>>): Record<string, FieldValue> {
  const known = new Map(fields.map((field) => [field.name, field]))
  return Object.fromEntries(Object.entries(given).map(([name, value]) => {
    const field = known.get(name)
    return [name, field === undefined || typeof value !== 'string' ? value : readText(field, value)]
  }))
}

function readText ({ type, maxLength }: TicketField, text: string): FieldValue {
  if (type === 'number') return /^\s*-?\d{1,15}(\.\d{1,9})?\s*$/.test(text) ? Number(text) : text
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text
  return type === 'text' ? text.slice(0, maxLength) : text
}
