import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { FaultPlan, type SystemFault } from '@kefuhub/contract/testing'
import type { Answer, Call, Route, Router } from './call.js'
import { Lottery, type Odds } from './odds.js'

/** How a system says no. */
export interface Manners {
  busy: Answer
  busyWithWait: Answer
  unauthorized: Answer
  rejected: Answer
  /** For a path that it does not know. */
  unknown: Answer
  /** What fails by chance is answered with one of these; nothing is executed. Default: `busy` and `busyWithWait`. */
  failures?: readonly Answer[]
}

/** What a simulated system is made of. */
export interface System {
  router: Router
  manners: Manners
  /** Looks at every call before it is dealt with: credentials, rates. An answer ends it. */
  check (call: Call, route: Route | undefined): Answer | undefined
}

const MAX_CALLS = 10_000
const MAX_BODY_BYTES = 128 * 1024 * 1024

/** An HTTP server on a free port of 127.0.0.1 that behaves as a system does, with faults on demand and a log of the calls. */
export class SystemServer<S extends System = System> {
  /** The latest calls, oldest first. */
  readonly calls: Call[] = []
  /** Faults by count. */
  readonly faults = new FaultPlan()
  /** Faults by chance. */
  lottery: Lottery | undefined
  /** What stands behind it: its records, and what people do there. */
  readonly system: S
  readonly #server: Server

  private constructor (system: S) {
    this.system = system
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch(() => { response.destroy() })
    })
  }

  /** Starts to listen. @param odds how often things go wrong by chance */
  static async start<S extends System> (system: S, odds?: Odds): Promise<SystemServer<S>> {
    const server = new SystemServer(system)
    server.lottery = odds && new Lottery(odds)
    await new Promise<void>((resolve, reject) => { server.#server.once('error', reject).listen(0, '127.0.0.1', resolve) })
    return server
  }

  /** Without a trailing slash. */
  get url (): string { return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}` }

  /** Stops listening and breaks what hangs. A second call does nothing. */
  async close (): Promise<void> {
    if (!this.#server.listening) return
    const closed = new Promise<void>((resolve) => { this.#server.close(() => resolve()) })
    this.#server.closeAllConnections()
    await closed
  }

  async #serve (request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = await readCall(request)
    if (this.calls.length === MAX_CALLS) this.calls.shift()
    this.calls.push(call)
    const route = this.system.router.find(call)
    const fault = route && this.faults.next(route.kind)
    if (fault !== undefined) return this.#misbehave(fault, call, route, response)
    const lot = this.lottery?.draw() ?? 'well'
    const { busy, busyWithWait, failures = [busy, busyWithWait] } = this.system.manners
    if (lot === 'fail') return write(response, this.lottery?.pick(failures) ?? busy)
    if (lot === 'hang') return
    if (lot === 'twice') await this.#deal(call, route)
    const answer = await this.#deal(call, route)
    if (lot !== 'lost') write(response, answer)
  }

  async #misbehave (fault: SystemFault, call: Call, route: Route | undefined, response: ServerResponse): Promise<void> {
    const { busy, busyWithWait, unauthorized, rejected } = this.system.manners
    if (fault === 'busy') return write(response, busy)
    if (fault === 'busy-with-wait') return write(response, busyWithWait)
    if (fault === 'unauthorized') return write(response, unauthorized)
    if (fault === 'rejected') return write(response, rejected)
    if (fault !== 'reset') await this.#deal(call, route)
    if (fault === 'garbage') return write(response, { status: 200, headers: { 'content-type': 'text/html' }, body: '<html><body>Gateway</body></html>' })
    if (fault !== 'slow') response.destroy()
  }

  async #deal (call: Call, route: Route | undefined): Promise<Answer> {
    return this.system.check(call, route) ?? await route?.handle(call) ?? this.system.manners.unknown
  }
}

async function readCall (request: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length
    if (bytes > MAX_BODY_BYTES) throw new RangeError('The body is too long')
    chunks.push(chunk as Buffer)
  }
  const url = new URL(request.url ?? '/', 'http://system')
  return { method: request.method ?? 'GET', path: decodeURIComponent(url.pathname), query: url.searchParams, headers: request.headers, body: Buffer.concat(chunks) }
}

function write (response: ServerResponse, { status, headers = {}, body }: Answer): void {
  const isRaw = typeof body === 'string' || Buffer.isBuffer(body)
  const type = isRaw ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8'
  response.writeHead(status, { 'content-type': type, ...headers }).end(body === undefined || isRaw ? body : JSON.stringify(body))
}
