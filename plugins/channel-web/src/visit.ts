import type { ThreadMessage } from '@kefuhub/contract'
import { answerCall } from './answer.js'
import type { Desk } from './desk.js'
import { OVERLAP_MS, readEarlier, readSince } from './history.js'
import { Marks } from './marks.js'
import { topicOf } from './topic.js'
import type { Place, ToHub, ToWidget } from './wire.js'

/** For so long what was heard is trusted to be everything, in milliseconds; then the thread is read all the same. */
const TRUSTED_MS = 300_000

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
  /** When the thread was last read, and what could have been missed until then. */
  #read = { at: -Infinity, lapses: 0 }

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
    if (this.#isUpToDate(after)) {
      this.#push({ kind: 'history', messages: [], hasMore: false })
      return
    }
    const isFirst = this.#seen === undefined
    const read = this.#toRead()
    const [{ answer, messages }, ended] = await Promise.all([
      readSince(this.#visitor, after, this.#desk),
      isFirst ? this.#desk.endings.of(this.#visitor) : undefined
    ])
    // More than one answer holds is read for with the next call.
    this.#read = after !== undefined && answer.hasMore ? { ...read, at: -Infinity } : read
    this.#seen = new Map()
    this.#place = after
    this.#start = after === undefined ? answer.messages[0]?.at ?? 0 : 0
    this.#note(answer.messages, messages)
    this.#push({ ...answer, ...(ended !== undefined && { ended }) })
    await this.#marks.settle()
  }

  /** Whether a widget that stands at a place has everything: it asks every now and then, and mostly nothing has happened. */
  #isUpToDate (place: Place | undefined): boolean {
    const { hub } = this.#desk
    const isHere = this.#seen !== undefined && place?.id === this.#place?.id && place?.at === this.#place?.at
    return isHere && !this.#hasNews && !this.#isReading && hub.live.lapses === this.#read.lapses && hub.clock.now() - this.#read.at < TRUSTED_MS
  }

  /** What a reading that begins now will have read. */
  #toRead () { return { at: this.#desk.hub.clock.now(), lapses: this.#desk.hub.live.lapses } }

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
      this.#read = this.#toRead()
      try {
        const { answer, messages } = await readSince(this.#visitor, this.#place, this.#desk)
        if (answer.hasMore && this.#place !== undefined) this.#hasNews = true
        const fresh = answer.messages.filter(({ id, at }) => at >= this.#start && this.#seen?.has(id) === false)
        this.#note(answer.messages, messages)
        for (const message of fresh) this.#push({ kind: 'message', message })
        await this.#marks.settle()
      } catch (err) {
        this.#read.at = -Infinity
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
