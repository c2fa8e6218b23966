import { Agent, fetch as undiciFetch } from 'undici'
import { createDeadline, type Fetch } from '@kefuhub/contract'

const DEFAULT_TIMEOUT_MS = 10_000
const CONNECT_TIMEOUT_MS = 5000

/** The way out to other systems: connections are kept, everything is bounded in time, nobody redirects us elsewhere. */
export interface Outbound {
  fetch: Fetch
  close (): Promise<void>
}

/** @param signal aborts every exchange when the hub ends */
export function createOutbound (signal: AbortSignal): Outbound {
  const agent = new Agent({ connect: { timeout: CONNECT_TIMEOUT_MS }, connections: 128, keepAliveTimeout: 30_000 })
  const fetch: Fetch = async (url, { timeoutMs = DEFAULT_TIMEOUT_MS, ...init } = {}) => {
    // It covers the body, too, and who reads that is not known here: the timer ends it.
    const deadline = createDeadline(timeoutMs, signal, ...(init.signal == null ? [] : [init.signal]))
    const request = { redirect: 'error', ...await encodeForm(init), signal: deadline.signal, dispatcher: agent }
    return await undiciFetch(url, request as Parameters<typeof undiciFetch>[1]) as unknown as Response
  }
  return { fetch, close: async () => { await agent.destroy() } }
}

/** A plugin's form is Node's own, which undici would not know from any other object: it goes out as the bytes that it stands for. */
async function encodeForm (init: RequestInit): Promise<RequestInit> {
  if (!(init.body instanceof FormData)) return init
  const form = new Response(init.body)
  const headers = Object.fromEntries([...new Headers(init.headers), ...form.headers])
  return { ...init, headers, body: Buffer.from(await form.arrayBuffer()) }
}
