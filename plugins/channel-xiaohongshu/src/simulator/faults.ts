/** How calls to a path go wrong. */
export interface Fault {
  path: string
  /** How many calls; default all until it is removed. */
  times?: number
  /** Answered in place of the right status, with the body. */
  status?: number
  /** The code of the answer; the call is not carried out. */
  code?: number
  /** The body in place of JSON with the code. */
  body?: string
  headers?: Record<string, string>
  /** Carries the call out and drops the connection without an answer. */
  loses?: boolean
  /** Drops the connection without carrying the call out. */
  drops?: boolean
}

/** What goes wrong, in the order in which it was added. */
export class Faults {
  readonly #faults: Fault[] = []

  /** @returns takes it back */
  add (fault: Fault): () => void {
    const own = { ...fault }
    this.#faults.push(own)
    return () => {
      const at = this.#faults.indexOf(own)
      if (at !== -1) this.#faults.splice(at, 1)
    }
  }

  /** The fault of a call; counts it. */
  take (path: string): Fault | undefined {
    const at = this.#faults.findIndex((fault) => fault.path === path)
    const fault = this.#faults[at]
    if (fault?.times === undefined) return fault
    fault.times--
    if (fault.times <= 0) this.#faults.splice(at, 1)
    return fault
  }
}
