import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { FakeClock, FakeTokens, checkOptions, fetchLoopback, type OptionsError } from '../../src/testing/index.js'
import type { Fetch, TSchema } from '../../src/index.js'
import type { RestConnection, RestHub } from '../../src/rest/index.js'

/** When tests happen: 2026-01-01T00:00:00Z. */
export const NOW_MS = Date.UTC(2026, 0, 1)

export interface Teardown { teardown (close: () => unknown): unknown }

/** A call that the server saw. */
export interface Seen { method: string, url: string, headers: IncomingMessage['headers'], body: string }

/** Answers a call. */
export type Answer = (seen: Seen, response: ServerResponse) => void

/** A server that answers as a test says. */
export async function serve (t: Teardown, answer: Answer): Promise<{ url: string, seen: Seen[] }> {
  const seen: Seen[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const call = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() }
      seen.push(call)
      answer(call, response)
    })
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen }
}

/** An answer with a status, headers and JSON or text. */
export function says (status: number, body: unknown = {}, headers: Record<string, string> = {}): Answer {
  return (_seen, response) => {
    response.writeHead(status, headers)
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }
}

/** Cuts the connection without an answer. */
export const cut: Answer = (_seen, response) => { response.destroy() }

/** A hub, as far as calling other systems goes. */
export function openHub (t: Teardown, fetch: Fetch = fetchLoopback): RestHub & { tokens: FakeTokens, clock: FakeClock, lines: string[], stop (): void } {
  const clock = new FakeClock(NOW_MS)
  const stop = new AbortController()
  t.teardown(() => stop.abort())
  const lines: string[] = []
  const write = (fields: object, message: string): void => { lines.push(`${message} ${JSON.stringify(fields)}`) }
  return {
    fetch,
    clock,
    tokens: new FakeTokens(clock),
    log: { debug: write, info: write, warn: write, error: write },
    signal: stop.signal,
    lines,
    stop: () => stop.abort()
  }
}

/** A connection with the defaults of the schema. */
export function to (baseUrl: string, more: Partial<RestConnection> = {}): RestConnection {
  return { baseUrl, timeoutMs: 60_000, maxConcurrent: 4, ...more }
}

/** What a promise fails with. */
export async function failureOf (promise: Promise<unknown>): Promise<Error & { verdict?: string, code?: string, afterMs?: number }> {
  return promise.then(() => { throw new Error('it did not fail') }, (error: unknown) => error as Error)
}

/** Where options break a schema. */
export function mistakesIn (schema: TSchema, options: unknown): string[] {
  try {
    checkOptions('test', schema, options)
    return []
  } catch (error) {
    return (error as OptionsError).problems.map(({ path }) => path)
  }
}
