import type { ContactView, ConversationView, MessageView } from '../contact.js'
import { TURN_STAGES, TURN_TICKET_LIMITS, type TurnContext, type TurnHandler, type TurnStage, type TurnTicket } from '../feature.js'
import type { Clock, Log } from '../hub.js'
import { contentProblem } from '../inbound.js'
import type { Content } from '../message.js'
import { TICKET_PRIORITIES } from '../ticket.js'
import { testingErrors } from './errors.js'

/** What surrounds a message in `runTurn`; what is absent is filled in. */
export interface TurnSurroundings {
  contact?: Partial<ContactView>
  /** In state `bot` unless said otherwise. */
  conversation?: Partial<ConversationView>
  /** The messages before this one, oldest first. */
  history?: MessageView[]
}

/** What the handlers of a turn asked for. */
export interface TurnOutcome {
  replies: Content[]
  /** The reason of the first hand-over. */
  handOver?: string
  /** Without repeats, in the order of asking. */
  tags: string[]
  /** The tickets that are to be opened, in the order of asking. */
  tickets: TurnTicket[]
  /** What handlers threw; a hub logs it and goes on. */
  errors: unknown[]
}

/** The stages of a turn with the handlers that a plugin hooked in. */
export class FakeTurns {
  readonly #handlers = new Map<TurnStage, TurnHandler[]>()
  readonly #clock: Clock
  readonly #log: Log

  constructor (clock: Clock, log: Log) {
    this.#clock = clock
    this.#log = log
  }

  /** Hooks into a stage. */
  add (stage: TurnStage, handler: TurnHandler): void {
    if (!TURN_STAGES.includes(stage)) throw new testingErrors.KH_ERR_TESTING_MISUSE(`there is no stage '${stage}'`)
    this.#handlers.set(stage, [...this.#handlers.get(stage) ?? [], handler])
  }

  /** Runs one inbound message through all stages. */
  async run (partial: Partial<MessageView> & { content: Content }, around: TurnSurroundings = {}): Promise<TurnOutcome> {
    const at = new Date(this.#clock.now())
    const message: MessageView = {
      id: 'message-1', channel: 'channel', thread: 'channel:customer', conversation: 'conversation-1', direction: 'in', at, ...partial
    }
    const contact: ContactView = {
      id: 'contact-1',
      name: 'Customer',
      phones: [],
      emails: [],
      fields: {},
      tags: [],
      identities: [{ channel: message.channel, externalId: 'customer', reachable: true }],
      createdAt: at,
      ...around.contact
    }
    const conversation: ConversationView = {
      id: 'conversation-1',
      channel: message.channel,
      thread: message.thread,
      contact: contact.id,
      state: 'bot',
      tags: [],
      startedAt: at,
      unread: true,
      lastMessageAt: at,
      ...around.conversation
    }
    const history = around.history ?? []
    const outcome: TurnOutcome = { replies: [], tags: [], tickets: [], errors: [] }
    const turn: TurnContext = {
      message,
      contact,
      conversation,
      log: this.#log,
      get answered () { return outcome.replies.length > 0 || outcome.handOver !== undefined },
      async history (limit: number) { return history.slice(-Math.min(limit, 50)) },
      reply (content: Content) {
        const problem = contentProblem(content)
        if (problem !== undefined) throw new testingErrors.KH_ERR_TESTING_MISUSE(`a reply breaks the contract: ${problem}`)
        outcome.replies.push(content)
      },
      handOver (reason: string) { outcome.handOver ??= reason },
      tag (name: string) { if (!outcome.tags.includes(name)) outcome.tags.push(name) },
      openTicket (ticket: TurnTicket) {
        const problem = ticketProblem(ticket)
        if (problem !== undefined) throw new testingErrors.KH_ERR_TESTING_MISUSE(`a ticket breaks the contract: ${problem}`)
        if (outcome.tickets.length === TURN_TICKET_LIMITS.perTurn) throw new testingErrors.KH_ERR_TESTING_MISUSE(`a turn may open ${TURN_TICKET_LIMITS.perTurn} tickets`)
        outcome.tickets.push(ticket)
      }
    }
    for (const stage of TURN_STAGES) {
      for (const handler of this.#handlers.get(stage) ?? []) {
        try {
          await handler(turn)
        } catch (error) {
          this.#log.error({ err: error, stage }, 'a handler failed')
          outcome.errors.push(error)
        }
      }
    }
    return outcome
  }
}

/** What is wrong with a ticket, as far as it can be told without a config. */
function ticketProblem ({ type, subject, description = '', fields = {}, priority }: TurnTicket): string | undefined {
  if (typeof type !== 'string' || type === '') return 'type must be the id of a type'
  if (typeof subject !== 'string' || typeof description !== 'string') return 'subject and description must be texts'
  if (priority !== undefined && !TICKET_PRIORITIES.includes(priority)) return `priority must be one of ${TICKET_PRIORITIES.join(', ')}`
  const wrong = Object.entries(fields).find(([, value]) => value !== null && !['string', 'number', 'boolean'].includes(typeof value))
  return wrong && `fields.${wrong[0]} must be a text, a number, true, false or null`
}
