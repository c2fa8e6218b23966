import type { ThreadMessage } from '@kefuhub/contract'
import { answerCall } from './answer.js'
import type { Desk } from './desk.js'
import { OVERLAP_MS, readEarlier, readSince } from './history.js'
import { Marks } from './marks.js'
import { topicOf } from './topic.js'
import type { Place, ToHub, ToWidget } from './wire.js'

type Heard = { kind: 'news' } | Extract<ToWidget, { kind: 'typing' | 'ended' | 'rated' }>

/** One open widget of a visitor: answers its calls, and tells it of what is new. */
export class Visit {
  readonly #visitor: string
  readonly #desk: Desk
  readonly #push: (message: ToWidget) => void
  readonly #unsubscribe: () => void
  readonly #marks: Marks
  /** What this widget has, as far as the overlap reaches; undefined until it said where it stands. */
  #seen: Map<string, number> | undefined
  #place: Place | undefined
  /** Where this widget's view of the thread begins; what lies before is no news. */
  #start = 0
  #isReading = false
  #hasNews = false

  /** @param push gives a message to the widget; must not throw */
  constructor (visitor: string, desk: Desk, push: (message: ToWidget) => void) {
    this.#visitor = visitor
    this.#desk = desk
    this.#push = push
    this.#marks = new Marks(desk)
    this.#unsubscribe = desk.hub.live.subscribe(topicOf(visitor), (message) => { this.#hear(message as Heard) })
  }

  close (): void { this.#unsubscribe() }

  /** Takes a call and pushes what answers it; a refusal is an answer too. @throws what the store throws: the call may come again */
  async take (call: ToHub): Promise<void> {
    switch (call.kind) {
      case 'resume':
        await this.#resume(call.after)
        return
      case 'earlier': {
        const { answer, messages } = await readEarlier(this.#visitor, call.before, this.#desk)
        this.#push(answer)
        this.#marks.see(messages)
        await this.#marks.settle()
        return
      }
      case 'delivered':
      case 'read':
        await this.#marks.mark(call.kind, call.upTo)
        return
      default: {
        const answer = await answerCall(this.#visitor, call, this.#desk)
        if (answer !== undefined) this.#push(answer)
      }
    }
  }

  async #resume (after: Place | undefined): Promise<void> {
    const isFirst = this.#seen === undefined
    const [{ answer, messages }, ended] = await Promise.all([
      readSince(this.#visitor, after, this.#desk),
      isFirst ? this.#desk.endings.of(this.#visitor) : undefined
    ])
    this.#seen = new Map()
    this.#place = after
    this.#start = after === undefined ? answer.messages[0]?.at ?? 0 : 0
    this.#note(answer.messages, messages)
    this.#push({ ...answer, ...(ended !== undefined && { ended }) })
    await this.#marks.settle()
  }

  #hear (message: Heard): void {
    if (message.kind !== 'news') {
      this.#push(message)
      return
    }
    this.#hasNews = true
    if (!this.#isReading) this.#catchUp().catch((err: unknown) => { this.#desk.hub.log.error({ err }, 'a widget is told of nothing more') })
  }

  /** Reads what came, until no news came while it read. */
  async #catchUp (): Promise<void> {
    this.#isReading = true
    while (this.#hasNews && this.#seen !== undefined) {
      this.#hasNews = false
      try {
        const { answer, messages } = await readSince(this.#visitor, this.#place, this.#desk)
        if (answer.hasMore && this.#place !== undefined) this.#hasNews = true
        const fresh = answer.messages.filter(({ id, at }) => at >= this.#start && this.#seen?.has(id) === false)
        this.#note(answer.messages, messages)
        for (const message of fresh) this.#push({ kind: 'message', message })
        await this.#marks.settle()
      } catch (err) {
        this.#desk.hub.log.warn({ err }, 'a widget could not be told of news; it asks again by itself')
      }
    }
    this.#isReading = false
  }

  #note (shown: ReadonlyArray<{ id: string, at: number }>, messages: readonly ThreadMessage[]): void {
    this.#marks.see(messages)
    for (const { id, at } of shown) {
      this.#seen?.set(id, at)
      if (this.#place === undefined || at > this.#place.at || (at === this.#place.at && id > this.#place.id)) this.#place = { at, id }
    }
    const outdated = (this.#place?.at ?? 0) - 2 * OVERLAP_MS
    for (const [id, at] of this.#seen ?? []) if (at < outdated) this.#seen?.delete(id)
  }
}
