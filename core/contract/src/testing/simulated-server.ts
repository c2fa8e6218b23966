import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { FaultPlan } from './fault-plan.js'
import type { CallKind, Soon, SystemFault, SystemStand } from './system-sample.js'

/** A call that a simulated system gets. */
export interface ServedCall {
  method: string
  /** Whole, with the query. */
  url: URL
  headers: IncomingMessage['headers']
  body: Buffer
}

/** What it answers. A body that is neither text nor bytes goes out as JSON. */
export interface ServedAnswer {
  status: number
  headers?: Record<string, string>
  body?: unknown
}

/** How a simulated system behaves. */
export interface ServedSystem {
  /** What a call is; log-ins and fetching of tokens are `login`. */
  kindOf (call: ServedCall): CallKind | 'login'
  /** Executes a call. */
  answer (call: ServedCall): Soon<ServedAnswer>
  /** How the system words a refusal. */
  refusal (fault: 'busy' | 'busy-with-wait' | 'unauthorized' | 'rejected', call: ServedCall): ServedAnswer
}

const MAX_BODY_BYTES = 32 * 1024 * 1024

/** An HTTP server for simulators that can fail in every way that the kits know. */
export class SimulatedServer {
  readonly plan = new FaultPlan()
  readonly #system: ServedSystem
  readonly #server: Server

  constructor (system: ServedSystem) {
    this.#system = system
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => {
        response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error))
      })
    })
  }

  /** The part of a stand that is the same for all systems. */
  get handles (): Pick<SystemStand, 'fail' | 'heal' | 'struck' | 'close'> {
    const { plan } = this
    return {
      fail: (fault, on, times, skip) => plan.fail(fault, on, times, skip),
      heal: () => plan.heal(),
      struck: () => plan.struck(),
      close: async () => await this.close()
    }
  }

  /** Listens on a free port of 127.0.0.1. @returns the address, without a trailing slash */
  async listen (): Promise<string> {
    await new Promise<void>((resolve) => { this.#server.listen(0, '127.0.0.1', resolve) })
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Stops listening and breaks what hangs. A second call does nothing. */
  async close (): Promise<void> {
    if (!this.#server.listening) return
    const closed = new Promise((resolve) => { this.#server.close(resolve) })
    this.#server.closeAllConnections()
    await closed
  }

  async #serve (request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call: ServedCall = {
      method: request.method ?? 'GET',
      url: new URL(request.url ?? '/', `http://${request.headers.host ?? '127.0.0.1'}`),
      headers: request.headers,
      body: await readBody(request)
    }
    const fault = this.plan.next(this.#system.kindOf(call))
    if (fault === 'reset') request.socket.destroy()
    else if (isRefusal(fault)) send(response, this.#system.refusal(fault, call))
    else {
      const answer = await this.#system.answer(call)
      if (fault === undefined) send(response, answer)
      else if (fault === 'lost-answer') request.socket.destroy()
      else if (fault === 'garbage') send(response, { status: 200, headers: { 'content-type': 'text/html' }, body: '<html><body>Gateway' })
      // The one fault that is left: `slow` says nothing more.
    }
  }
}

function isRefusal (fault: SystemFault | undefined): fault is 'busy' | 'busy-with-wait' | 'unauthorized' | 'rejected' {
  return fault === 'busy' || fault === 'busy-with-wait' || fault === 'unauthorized' || fault === 'rejected'
}

async function readBody (request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length
    if (bytes > MAX_BODY_BYTES) throw new Error('the body is too long')
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks)
}

function send (response: ServerResponse, { status, headers = {}, body }: ServedAnswer): void {
  if (typeof body === 'string' || Buffer.isBuffer(body) || body === undefined) response.writeHead(status, headers).end(body)
  else response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}
