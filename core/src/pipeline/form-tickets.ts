import type { Author, Content, FieldValue, Log } from '@kefuhub/contract'
import type { TicketType } from '../config/tickets-schema.js'
import type { Desk } from '../desk/desk.js'
import { isTicketRefusal } from '../desk/ticket-types.js'
import { errors } from '../errors.js'
import type { MessageDoc } from '../store/message-model.js'
import type { TicketDoc } from '../store/ticket-model.js'
import type { Place } from './place.js'

type Form = Extract<Content, { type: 'form' }>

/** What became of a form, for the customer and for agents. */
export interface FormOutcome {
  /** It became a ticket. */
  isOpened: boolean
  /** What the customer is told; absent where the ticket's type tells them. */
  word?: { author: Author, content: Content }
  /** Why a human has to look at it. */
  handOver?: string
}

/** A subject names so many characters of what the customer wrote. */
const MAX_SUBJECT_WORDS = 80

/** Opens the tickets that customers asked for by a form: one for each, however often its turn runs. */
export class FormTickets {
  readonly #desk: Desk
  readonly #log: Log

  constructor (options: { desk: Desk, log: Log }) {
    this.#desk = options.desk
    this.#log = options.log
  }

  /** Opens the ticket of a form. One that the config does not allow is for a human, and the customer hears so. */
  async open (message: MessageDoc, place: Place): Promise<FormOutcome> {
    const { content } = message
    if (content.type !== 'form') return { isOpened: false }
    const isEnglish = content.language?.startsWith('en') === true
    try {
      const type = this.#typeOf(content)
      const ticket = await this.#create(message, place, content, type)
      this.#log.info({ trace: message.trace, ticket: ticket.number }, 'ticket opened by a form')
      if (type.statuses[0]?.tell !== undefined) return { isOpened: true }
      const { number } = ticket
      const text = isEnglish ? `We have received your form “${content.title}”. Your ticket number is ${number}.` : `我们收到了您的“${content.title}”，工单号为 ${number}。`
      return { isOpened: true, word: { author: { kind: 'system', id: `ticket:${ticket._id}`, name: number }, content: { type: 'text', text } } }
    } catch (error) {
      if (!isTicketRefusal(error)) throw error
      this.#log.warn({ err: error, trace: message.trace }, 'a form became no ticket; a human looks at it')
      const text = isEnglish ? `Your form “${content.title}” could not be processed by itself. One of us will look at it.` : `您的“${content.title}”未能自动处理，客服会尽快查看。`
      return { isOpened: false, word: { author: { kind: 'system', id: 'form' }, content: { type: 'text', text } }, handOver: `form ${content.form}: ${error.message}` }
    }
  }

  /** @throws KH_ERR_TICKET_TYPE_UNKNOWN also for a type that is no form */
  #typeOf ({ form }: Form): TicketType {
    const { types } = this.#desk.tickets
    const type = types.get(form)
    if (!type.form) throw new errors.KH_ERR_TICKET_TYPE_UNKNOWN(form, types.forms.map(({ id }) => id).join(', '))
    return type
  }

  async #create (message: MessageDoc, { contact, conversation }: Place, form: Form, type: TicketType): Promise<TicketDoc> {
    const fields: Record<string, FieldValue> = Object.fromEntries(form.fields.map(({ name, value }) => [name, value]))
    return await this.#desk.tickets.create({
      type: type.id,
      subject: toSubject(form),
      description: form.text ?? '',
      fields,
      contact: contact._id,
      conversation: conversation._id,
      messages: [message._id],
      by: { kind: 'customer', id: contact._id, name: contact.name },
      key: `form:${message._id}`
    })
  }
}

function toSubject ({ title, text, fields }: Form): string {
  const words = text ?? fields.map(({ value }) => value).find((value) => typeof value === 'string') ?? ''
  const line = [...words.replace(/\s+/g, ' ').trim()].slice(0, MAX_SUBJECT_WORDS).join('')
  return line === '' ? title : `${title} · ${line}`
}
