import type { ThreadMessage, ThreadPage, ThreadPlace } from '../channel.js'

/** Threads that a test has written, read as the hub reads them. */
export class FakeThreads {
  readonly messages = new Map<string, ThreadMessage[]>()

  read (senderId: string, { after, before, limit }: { after?: ThreadPlace, before?: ThreadPlace, limit: number }): ThreadPage {
    const found = [...this.messages.get(senderId) ?? []].sort(compare)
      .filter((message) => (after === undefined || compare(message, after) > 0) && (before === undefined || compare(message, before) < 0))
    const hasMore = found.length > limit
    return { messages: after === undefined ? found.slice(-limit) : found.slice(0, limit), hasMore }
  }
}

function compare (one: ThreadPlace, other: ThreadPlace): number {
  return one.at.getTime() - other.at.getTime() || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0)
}
