/** A call of a simulated system to the hub. */
export interface WebhookCall {
  headers: Record<string, string>
  body: Buffer
}

/** Keeps what a system has to tell and tells it where it is asked to. */
export class Webhooks {
  /** Where to; nothing is sent while it is empty. */
  url: string | undefined
  /** All that happened, oldest first. */
  readonly calls: WebhookCall[] = []
  readonly #latest = new Map<string, WebhookCall>()
  #sending = Promise.resolve()

  /** What happened last to a ticket. */
  latest (ticketId: string): WebhookCall | undefined { return this.#latest.get(ticketId) }

  /** Notes what happened and sends it, one after the other, repeated until it is taken, three times at most. */
  tell (ticketId: string, call: WebhookCall): void {
    this.calls.push(call)
    this.#latest.set(ticketId, call)
    const { url } = this
    if (url !== undefined) this.#sending = this.#sending.then(() => send(url, call, 3))
  }

  /** Sends again. @returns the status of the answer */
  async repeat (call: WebhookCall): Promise<number> { return post(this.url ?? '', call) }

  /** Resolves when all that happened so far was sent. */
  async sent (): Promise<void> { await this.#sending }
}

async function send (url: string, call: WebhookCall, attempts: number): Promise<void> {
  const status = await post(url, call).catch(() => 0)
  if ((status < 200 || status >= 300) && attempts > 1) await send(url, call, attempts - 1)
}

async function post (url: string, { headers, body }: WebhookCall): Promise<number> {
  const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual' })
  await response.arrayBuffer()
  return response.status
}
