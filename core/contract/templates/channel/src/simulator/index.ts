import { randomUUID } from 'node:crypto'
import { SimulatedServer, type ChannelSimulator, type ServedCall, type SimulatedCustomer, type SimulatedMessage } from '@kefuhub/contract/testing'
import { prove } from '../proof.js'
import { PROOF_HEADER, TIME_HEADER, type Answer, type Callback } from '../wire.js'

/**
 * A simulation of the platform for tests and demos: as strict as the platform's documentation is.
 * It rests on an invented API; say here on what yours does.
 */

const PATIENCE_MS = 5000

/** The platform's answer to a call of the API. */
export function answerCall ({ method, url, headers, body }: Pick<ServedCall, 'method' | 'url' | 'body'> & { headers: Record<string, unknown> }, token: string): { status: number, body: Answer } {
  if (headers['authorization'] !== `Bearer ${token}`) return { status: 401, body: { error: 'credentials' } }
  if (method !== 'POST' || url.pathname !== '/messages') return { status: 404, body: { error: 'refused', message: 'there is no such call' } }
  const { to, type, text, image } = JSON.parse(body.toString()) as Record<string, unknown>
  const isWhole = typeof to === 'string' && (type === 'text' ? typeof text === 'string' && text !== '' : type === 'image' && typeof image === 'string')
  return isWhole ? { status: 200, body: { id: `sent-${randomUUID()}` } } : { status: 400, body: { error: 'refused', message: 'a field is missing' } }
}

class Customer implements SimulatedCustomer {
  readonly id = randomUUID()
  readonly inbox: SimulatedMessage[] = []
  readonly #webhook: string
  readonly #secret: string
  #listeners: Array<() => void> = []

  constructor (webhook: string, secret: string) {
    this.#webhook = webhook
    this.#secret = secret
  }

  async say (text: string): Promise<void> {
    const callback: Callback = { id: randomUUID(), from: this.id, at: Date.now(), type: 'text', text }
    const body = Buffer.from(JSON.stringify(callback))
    const time = String(Date.now())
    const response = await fetch(this.#webhook, {
      method: 'POST', headers: { 'content-type': 'application/json', [TIME_HEADER]: time, [PROOF_HEADER]: prove(body, time, this.#secret) }, body
    })
    if (!response.ok) throw new Error(`the hub answered ${response.status}`)
  }

  receive (message: SimulatedMessage): void {
    this.inbox.push(message)
    for (const listener of this.#listeners.splice(0)) listener()
  }

  async next (count: number, timeoutMs = PATIENCE_MS): Promise<SimulatedMessage> {
    const end = AbortSignal.timeout(timeoutMs)
    while (this.inbox[count] === undefined) {
      await new Promise<void>((resolve, reject) => {
        this.#listeners.push(resolve)
        end.addEventListener('abort', () => { reject(new Error(`no message after the first ${count}`)) }, { once: true })
      })
    }
    return this.inbox[count]
  }
}

const simulator: ChannelSimulator = {
  async start (given) {
    const { token, webhookSecret } = { token: 'a token of the simulator', webhookSecret: 'a secret of the simulator', ...given } as { token: string, webhookSecret: string }
    const customers = new Map<string, Customer>()
    const server = new SimulatedServer({
      kindOf: () => 'write',
      refusal: (fault) => ({ status: 200, body: { error: fault === 'unauthorized' ? 'credentials' : fault === 'rejected' ? 'refused' : 'busy' } }),
      answer (call) {
        const answer = answerCall(call, token)
        if (answer.status !== 200) return answer
        const { to, type, text, image } = JSON.parse(call.body.toString()) as { to: string, type: 'text' | 'image', text?: string, image?: string }
        customers.get(to)?.receive({ type, ...(text !== undefined && { text }), ...(image !== undefined && { file: Buffer.from(image, 'base64') }) })
        return answer
      }
    })
    return {
      options: { token, webhookSecret, apiBase: await server.listen() },
      async join (endpoints) {
        const customer = new Customer(endpoints[0] ?? '', webhookSecret)
        customers.set(customer.id, customer)
        return customer
      },
      close: async () => await server.close()
    }
  }
}

export default simulator
