import type { Content, ContactView, ConversationView, Log, MessageView, TurnContext, TurnHandler, TurnStage, TurnTicket } from '@kefuhub/contract'
import { TURN_STAGES } from '@kefuhub/contract'

/** One stage of one message may take this long, in milliseconds; what is slower belongs into a queue of its own. */
const STAGE_TIMEOUT_MS = 5000

/** What the handlers of a turn asked for. */
export interface TurnWishes {
  replies: Array<{ feature: string, content: Content }>
  tags: Set<string>
  tickets: Array<{ feature: string, ticket: TurnTicket }>
  handOver?: string
}

/** What a turn is about. */
export interface TurnSubject {
  message: MessageView
  contact: ContactView
  conversation: ConversationView
  history (limit: number): Promise<MessageView[]>
}

/** The hooks that features put into the turn. */
export class Stages {
  readonly #handlers = new Map<TurnStage, Array<{ feature: string, log: Log, handler: TurnHandler }>>()

  add (stage: TurnStage, feature: string, log: Log, handler: TurnHandler): void {
    this.#handlers.set(stage, [...this.#handlers.get(stage) ?? [], { feature, log, handler }])
  }

  /** Runs all handlers, stage by stage. A handler that fails is logged and passed over; what it asked for before stands. */
  async run (subject: TurnSubject): Promise<TurnWishes> {
    const wishes: TurnWishes = { replies: [], tags: new Set(), tickets: [] }
    for (const stage of TURN_STAGES) {
      for (const { feature, log, handler } of this.#handlers.get(stage) ?? []) {
        try {
          await inTime(Promise.resolve(handler(toContext(subject, wishes, feature, log))))
        } catch (err) {
          log.error({ err, stage, trace: subject.message.id }, 'a handler of the turn failed and was passed over')
        }
      }
    }
    return wishes
  }
}

function toContext (subject: TurnSubject, wishes: TurnWishes, feature: string, log: Log): TurnContext {
  return {
    message: subject.message,
    contact: subject.contact,
    conversation: subject.conversation,
    log,
    get answered () { return wishes.replies.length > 0 || wishes.handOver !== undefined },
    history: (limit) => subject.history(Math.min(limit, 50)),
    reply: (content) => { wishes.replies.push({ feature, content }) },
    handOver: (reason) => { wishes.handOver ??= reason },
    tag: (name) => { wishes.tags.add(name) },
    openTicket: (ticket) => { wishes.tickets.push({ feature, ticket }) }
  }
}

async function inTime (work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`took longer than ${STAGE_TIMEOUT_MS} ms`)), STAGE_TIMEOUT_MS)
  })
  try {
    await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
