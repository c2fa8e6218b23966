import type { ContactView, ConversationView, MessageView } from '../contact.js'
import { TURN_STAGES, type TurnHandler, type TurnStage } from '../feature.js'
import type { Clock, Log } from '../hub.js'
import { contentProblem } from '../inbound.js'
import type { Content } from '../message.js'
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
    const outcome: TurnOutcome = { replies: [], tags: [], errors: [] }
    const turn = {
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
      tag (name: string) { if (!outcome.tags.includes(name)) outcome.tags.push(name) }
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
