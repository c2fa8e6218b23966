import { simulatorErrors } from './errors.js'

/** What a customer sees in the chat. */
export interface ReceivedMessage {
  /** Milliseconds since 1970, by the platform's clock. */
  at: number
  appId: string
  openid: string
  msgtype: string
  /** What the client sent: the JSON of the call, or the elements of a passive answer. */
  body: Record<string, unknown>
  /** The account of the agent under whose name it appears. */
  agent?: string
  via: 'custom' | 'passive' | 'template'
}

/** All messages that reached customers, in order. */
export class ReceivedMessages {
  readonly #all: ReceivedMessage[] = []
  readonly #byOpenid = new Map<string, ReceivedMessage[]>()
  readonly #listeners = new Set<(message: ReceivedMessage) => void>()

  add (message: ReceivedMessage): void {
    this.#all.push(message)
    const own = this.#byOpenid.get(message.openid)
    if (own === undefined) this.#byOpenid.set(message.openid, [message])
    else own.push(message)
    for (const listener of [...this.#listeners]) listener(message)
  }

  list (openid?: string): ReceivedMessage[] {
    return [...(openid === undefined ? this.#all : this.#byOpenid.get(openid) ?? [])]
  }

  listen (listener: (message: ReceivedMessage) => void): () => void {
    this.#listeners.add(listener)
    return () => { this.#listeners.delete(listener) }
  }

  /** Waits until a customer has so many messages in all. @throws KH_ERR_SIMULATOR_NOT_RECEIVED after `timeoutMs` or when the platform is closed */
  waitFor (openid: string, count: number, timeoutMs: number, closed: AbortSignal): Promise<ReceivedMessage[]> {
    return new Promise((resolve, reject) => {
      const has = () => this.#byOpenid.get(openid)?.length ?? 0
      const finish = () => {
        off()
        clearTimeout(timer)
        closed.removeEventListener('abort', onClose)
      }
      const fail = (reason: string) => {
        finish()
        reject(new simulatorErrors.KH_ERR_SIMULATOR_NOT_RECEIVED(openid, has(), count, reason))
      }
      const check = () => {
        if (has() < count) return
        finish()
        resolve(this.list(openid))
      }
      const onClose = () => fail('the platform was closed')
      const off = this.listen(check)
      const timer = setTimeout(() => fail(`${timeoutMs} ms have passed`), timeoutMs)
      closed.addEventListener('abort', onClose)
      if (closed.aborted) onClose()
      else check()
    })
  }
}
