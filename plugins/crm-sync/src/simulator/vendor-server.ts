import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { FaultPlan, type CallKind, type SystemFault } from '@kefuhub/contract/testing'

/** A request, read whole. */
export interface VendorRequest {
  method: string
  url: URL
  headers: IncomingHttpHeaders
  body: Buffer
}

/** An answer. A text is sent as it is, anything else as JSON. */
export interface VendorAnswer {
  status: number
  body?: unknown
  headers?: Record<string, string>
}

/** What a call is, before it is done. */
export interface VendorCall {
  /** As the log and the faults name it. */
  name: string
  kind: CallKind | 'login'
}

/** One call in the log. */
export interface CallEntry extends VendorCall {
  /** Milliseconds since 1970, by the vendor's clock. */
  at: number
  /** The HTTP status; 0 where nothing was answered. */
  status: number
  /** Whether a fault met it. */
  fault: boolean
}

/** Something that goes wrong on purpose, once for each of its `times`. */
export interface VendorFault {
  /** The name of the calls that it meets; absent: all. */
  on?: string | RegExp
  /** Default 1. */
  times?: number
  /** Answered in place of the vendor's own answer. */
  answer?: VendorAnswer
  /** Whether the call is done before `answer` is given. Default false. */
  isDone?: true
  /** What else can go wrong. */
  fault?: SystemFault
}

/** The vendor behind the server. */
export interface VendorSite {
  describe (request: VendorRequest): VendorCall
  answer (request: VendorRequest): VendorAnswer
  /** How the vendor words a refusal. */
  refuse (fault: 'busy' | 'busy-with-wait' | 'unauthorized' | 'rejected', request: VendorRequest): VendorAnswer
}

const MAX_BODY_BYTES = 6 * 1024 * 1024
const MAX_LOG = 10_000

/** The HTTP server of a simulated vendor on 127.0.0.1: a log of its calls, and faults on request. */
export class VendorServer {
  /** The last 10 000 calls. */
  readonly calls: CallEntry[] = []
  /** The faults of the conformance kit. */
  readonly plan = new FaultPlan()
  readonly #site: VendorSite
  readonly #now: () => number
  readonly #server: Server
  readonly #faults: Array<{ fault: VendorFault, left: number }> = []

  private constructor (site: VendorSite, now: () => number) {
    this.#site = site
    this.#now = now
    // Vendors take long addresses: queries travel in them.
    this.#server = createServer({ maxHeaderSize: 64 * 1024 }, (request, response) => {
      this.#serve(request, response).catch((error: unknown) => {
        if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' })
        response.end(`the simulator failed: ${String(error)}`)
      })
    })
  }

  /** Listens on a free port. @param now the vendor's clock, milliseconds since 1970 */
  static async listen (site: VendorSite, now: () => number): Promise<VendorServer> {
    const server = new VendorServer(site, now)
    server.#server.listen(0, '127.0.0.1')
    await once(server.#server, 'listening')
    return server
  }

  get url (): string { return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}` }

  /** Sets a fault; several are met in the order in which they were set. */
  fail (fault: VendorFault): void { this.#faults.push({ fault, left: fault.times ?? 1 }) }

  /** How many calls of a name were made. */
  count (name: string | RegExp): number { return this.calls.filter((call) => isNamed(call, name)).length }

  /** Stops listening and breaks calls that hang. A second call does nothing. */
  async close (): Promise<void> {
    if (!this.#server.listening) return
    const closed = once(this.#server, 'close')
    this.#server.close()
    this.#server.closeAllConnections()
    await closed
  }

  async #serve (incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await read(incoming)
    if (request === undefined) return this.#write(response, { status: 413, body: 'Request Entity Too Large' })
    const call = this.#site.describe(request)
    const { fault, answer, isDone } = this.#takeFault(call)
    const own = (): VendorAnswer => this.#site.answer(request)
    const log = (status: number): void => { this.#log({ ...call, at: this.#now(), status, fault: fault !== undefined || answer !== undefined }) }
    if (answer !== undefined) {
      if (isDone) own()
      log(answer.status)
      return this.#write(response, answer)
    }
    switch (fault) {
      case undefined: {
        const ordinary = own()
        log(ordinary.status)
        return this.#write(response, ordinary)
      }
      case 'reset':
        log(0)
        incoming.socket.destroy()
        return
      case 'lost-answer':
        own()
        log(0)
        incoming.socket.destroy()
        return
      case 'slow':
        own()
        log(0)
        return
      case 'garbage':
        own()
        log(502)
        return this.#write(response, { status: 502, body: '<html><body><h1>502 Bad Gateway</h1></body></html>' })
      default: {
        const refusal = this.#site.refuse(fault, request)
        log(refusal.status)
        return this.#write(response, refusal)
      }
    }
  }

  #takeFault (call: VendorCall): VendorFault {
    const entry = this.#faults.find(({ fault, left }) => left > 0 && (fault.on === undefined || isNamed(call, fault.on)))
    if (entry !== undefined) {
      entry.left--
      return entry.fault
    }
    const fault = this.plan.next(call.kind)
    return fault === undefined ? {} : { fault }
  }

  #log (entry: CallEntry): void {
    if (this.calls.length >= 2 * MAX_LOG) this.calls.splice(0, MAX_LOG)
    this.calls.push(entry)
  }

  #write (response: ServerResponse, { status, body, headers }: VendorAnswer): void {
    const type = typeof body === 'string' ? 'text/html; charset=utf-8' : 'application/json;charset=UTF-8'
    response.writeHead(status, { date: new Date(this.#now()).toUTCString(), ...(body !== undefined && { 'content-type': type }), ...headers })
    response.end(body === undefined || typeof body === 'string' ? body : JSON.stringify(body))
  }
}

function isNamed ({ name }: VendorCall, wanted: string | RegExp): boolean {
  return typeof wanted === 'string' ? name === wanted : wanted.test(name)
}

async function read (incoming: IncomingMessage): Promise<VendorRequest | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk)
  }
  if (bytes > MAX_BODY_BYTES) return undefined
  return { method: incoming.method ?? 'GET', url: new URL(incoming.url ?? '/', 'http://127.0.0.1'), headers: incoming.headers, body: Buffer.concat(chunks) }
}
