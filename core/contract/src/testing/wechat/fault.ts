import { refuse, type JsonAnswer } from './errcode.js'

/** Something that goes wrong on purpose. Without any of the kinds the call is only slowed down by `slowMs`, or goes its way. */
export interface Fault {
  /** The API path it meets, for example `/cgi-bin/message/custom/send`. */
  path: string
  /** Answers with this code; nothing is done. */
  errcode?: number
  errmsg?: string
  /** Answers with this HTTP status, and a page of markup unless `errcode` is given; nothing is done. */
  status?: number
  /** Never answers; nothing is done. */
  hang?: true
  /** Waits this long first, in milliseconds. */
  slowMs?: number
  /** Does what was asked and breaks the connection instead of answering: the uncertain case. */
  reset?: true
  /** Breaks the connection before anything is done. */
  refuse?: true
  /** How many calls it meets. Default all until it is removed. */
  times?: number
  /** Meets only calls whose JSON body it accepts; the body is undefined for calls without JSON. */
  when?: (body: unknown) => boolean
}

/** The faults that are set. */
export class FaultList {
  #entries: Array<{ fault: Fault, left: number }> = []

  /** Sets a fault. @returns removes it again */
  add (fault: Fault): () => void {
    const entry = { fault, left: fault.times ?? Infinity }
    this.#entries.push(entry)
    return () => { this.#entries = this.#entries.filter((other) => other !== entry) }
  }

  /** Finds the first fault that meets a call, and counts it. */
  take (path: string, body: Buffer): Fault | undefined {
    const entry = this.#entries.find(({ fault, left }) => left > 0 && fault.path === path && (fault.when?.(parse(body)) ?? true))
    if (entry === undefined) return undefined
    entry.left--
    return entry.fault
  }
}

/** Words the answer of a fault. @returns undefined when the fault has no answer of its own */
export function answerFault (fault: Fault): { status: number, json: JsonAnswer | undefined } | undefined {
  if (fault.errcode === undefined && fault.status === undefined) return undefined
  const words = fault.errcode === undefined ? undefined : refuse(fault.errcode)
  return { status: fault.status ?? 200, json: words && { ...words, ...(fault.errmsg === undefined ? {} : { errmsg: fault.errmsg }) } }
}

function parse (body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    return undefined
  }
}
