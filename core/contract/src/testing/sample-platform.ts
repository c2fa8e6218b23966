import type { Fetch } from '../hub.js'

/** A call that the channel made. */
export interface PlatformCall {
  method: string
  url: URL
  headers: Headers
  body: Buffer
  /** What the hub's fetch would wait, in milliseconds. */
  timeoutMs: number
}

/** Answers a call, or leaves it to the sample. */
export type PlatformAnswer = (call: PlatformCall) => Response | Promise<Response> | undefined

/** The JSON body of a call, or `undefined` when it is none. */
export function jsonBody (call: PlatformCall): unknown {
  try {
    return JSON.parse(call.body.toString())
  } catch {
    return undefined
  }
}

/** Whether a call goes to a path. */
export function isTo (call: PlatformCall, path: string | RegExp): boolean {
  return typeof path === 'string' ? call.url.pathname === path : path.test(call.url.pathname)
}

/** The platform behind the fake hub's `fetch`: keeps every call and answers as the sample says. */
export class SamplePlatform {
  readonly calls: PlatformCall[] = []
  /** Asked first. */
  interfere: PlatformAnswer | undefined
  readonly #answer: (call: PlatformCall) => Response | Promise<Response>

  constructor (answer: (call: PlatformCall) => Response | Promise<Response>) { this.#answer = answer }

  readonly fetch: Fetch = async (url, init = {}) => {
    const { timeoutMs = 10_000, signal, ...rest } = init
    signal?.throwIfAborted()
    const request = new Request(url, { ...rest, ...(rest.body && { duplex: 'half' }) })
    const body = Buffer.from(await request.arrayBuffer())
    const call: PlatformCall = { method: request.method, url: new URL(url), headers: request.headers, body, timeoutMs }
    this.calls.push(call)
    return abortable(async () => this.interfere?.(call) ?? this.#answer(call), signal ?? undefined)
  }
}

/** An answer that never comes. */
export function hang (): Promise<Response> { return new Promise(() => {}) }

async function abortable (answer: () => Promise<Response>, signal: AbortSignal | undefined): Promise<Response> {
  if (signal === undefined) return answer()
  let abort = (): void => {}
  const aborted = new Promise<never>((_resolve, reject) => {
    abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    if (signal.aborted) abort()
  })
  try {
    return await Promise.race([answer(), aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
