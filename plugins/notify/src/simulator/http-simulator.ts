import type { IncomingHttpHeaders } from 'node:http'
import { SimulatedServer, type FaultPlan, type ServedAnswer, type ServedCall, type SimulatedSystem } from '@kefuhub/contract/testing'

/** A call that came in. */
export interface Call {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  body: string
}

/** What is answered: text as it is, anything else as JSON. */
export interface Reply { status?: number, headers?: Record<string, string>, body: unknown }

/** The faults that are a refusal. */
export type RefusingFault = 'busy' | 'busy-with-wait' | 'unauthorized' | 'rejected'

/** What a test may set. */
export interface SimulatorSettings {
  /** The vendor's time, in milliseconds since 1970; default: this machine's. */
  now?: () => number
  /** Whether the vendor's limits of rate hold; default true. */
  hasRateLimit?: boolean
}

/** A simulated system that is called by HTTP on this machine: keeps every call, and does wrong what its plan of faults says. */
export abstract class HttpSimulator implements SimulatedSystem {
  /** Every call, refused ones too, oldest first. */
  readonly calls: Call[] = []
  /** Host and port, once it listens. */
  host = ''
  protected readonly now: () => number
  protected readonly hasRateLimit: boolean
  readonly #server = new SimulatedServer({
    kindOf: (call) => {
      this.calls.push(toCall(call))
      return 'write'
    },
    answer: (call) => this.#toAnswer(this.answer(toCall(call))),
    refusal: (fault) => this.#toAnswer(this.refuse(fault))
  })

  constructor ({ now = Date.now, hasRateLimit = true }: SimulatorSettings) {
    this.now = now
    this.hasRateLimit = hasRateLimit
  }

  abstract get options (): Record<string, unknown>

  /** What goes wrong; every call is a `write`. */
  get faults (): FaultPlan { return this.#server.plan }

  /** Listens on a free port of 127.0.0.1. */
  async listen (): Promise<this> {
    this.host = new URL(await this.#server.listen()).host
    return this
  }

  async close (): Promise<void> { await this.#server.close() }

  /** Checks a call as the vendor does and, if all is well, keeps what it brings. */
  protected abstract answer (call: Call): Reply

  /** How the vendor words a refusal. */
  protected abstract refuse (fault: RefusingFault): Reply

  #toAnswer ({ status = 200, headers, body }: Reply): ServedAnswer {
    const type = typeof body === 'string' ? { 'content-type': 'text/plain' } : {}
    return { status, headers: { date: new Date(this.now()).toUTCString(), ...type, ...headers }, body }
  }
}

function toCall ({ method, url, headers, body }: ServedCall): Call {
  return { method, path: url.pathname, query: url.searchParams, headers, body: body.toString() }
}

/** The JSON object that a body is, or undefined. */
export function parseBody ({ body }: Call): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : undefined
  } catch {
    return undefined
  }
}
