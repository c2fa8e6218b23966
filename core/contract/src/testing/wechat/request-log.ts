/** One call of the platform's API. Secrets and tokens are not in it. */
export interface RequestEntry {
  /** Milliseconds since 1970, by the platform's clock. */
  at: number
  method: string
  path: string
  /** The query with the values of access_token and secret replaced by `***`. */
  query: string
  /** The HTTP status; 0 when the connection was broken or left without an answer. */
  status: number
  /** 0 for answers that are not JSON. */
  errcode: number
  /** Whether a fault met it. */
  fault: boolean
}

const keptEntries = 10_000

/** The last 10 000 calls at least. */
export class RequestLog {
  #entries: RequestEntry[] = []

  add (entry: RequestEntry): void {
    // Dropping half at a time keeps the cost per entry flat.
    if (this.#entries.length >= 2 * keptEntries) this.#entries = this.#entries.slice(-keptEntries)
    this.#entries.push(entry)
  }

  list (): RequestEntry[] {
    return [...this.#entries]
  }
}

/** Hides what must not stand in a log. */
export function redactQuery (query: string): string {
  return query.replace(/(^|&)(access_token|secret)=[^&]*/g, '$1$2=***')
}
