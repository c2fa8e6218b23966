import type { IncomingHttpHeaders } from 'node:http'
import type { CallKind } from '@kefuhub/contract/testing'

/** A call that came to a simulated system. */
export interface Call {
  readonly method: string
  /** Decoded, without the query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** What the system says. */
export interface Answer {
  status: number
  headers?: Record<string, string>
  /** Sent as JSON; a text or bytes as they are. */
  body?: unknown
}

/** Deals with a call. @param params the places of the path, decoded */
export type Handler = (call: Call, params: Record<string, string>) => Answer | Promise<Answer>

/** A call that is known, and what it does to the system. */
export interface Route {
  /** By what it does, not by its method; `login` for what gives out tokens. */
  kind: CallKind | 'login'
  handle: (call: Call) => Answer | Promise<Answer>
}

/** The JSON object that a call carries, or undefined. */
export function jsonOf (call: Call): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(call.body.toString())
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : undefined
  } catch {
    return undefined
  }
}

/** The calls that a system knows. */
export class Router {
  readonly #routes: Array<{ method: string, pattern: RegExp, kind: Route['kind'], handler: Handler }> = []

  /** @param path with `:name` for places, for example `/tickets/:id` */
  add (kind: Route['kind'], method: string, path: string, handler: Handler): this {
    const pattern = new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`)
    this.#routes.push({ method, pattern, kind, handler })
    return this
  }

  /** The route of a call; undefined where the system has none. */
  find ({ method, path }: Pick<Call, 'method' | 'path'>): Route | undefined {
    for (const { method: wanted, pattern, kind, handler } of this.#routes) {
      const match = method === wanted ? pattern.exec(path) : null
      if (match !== null) return { kind, handle: (call) => handler(call, { ...match.groups }) }
    }
    return undefined
  }
}
