import type { Test } from 'tap'
import { WebSocket } from 'ws'
import type { ThreadMessage, TicketForm } from '@kefuhub/contract'
import { createFakeHub, type FakeHub } from '@kefuhub/contract/testing'
import channel from '../src/index.js'
import type { ToHub, ToWidget } from '../src/wire.js'

/** A page that the tests' widget may stand on. */
export const PAGE = 'https://shop.test'

/** Opens a hub with one widget. */
export async function openHub (t: Test, options: object = {}, publicUrl = 'https://hub.test', forms?: readonly TicketForm[]): Promise<FakeHub> {
  const hub = await createFakeHub(channel as never, { origins: [PAGE], ...options }, { id: 'shop', publicUrl, ...(forms !== undefined && { forms }) }) as unknown as FakeHub
  t.teardown(hub.close)
  return hub
}

/** Opens a visit; the cookie as a browser would give it back. */
export async function openVisit (hub: FakeHub, body: object = {}, cookie?: string): Promise<{ cookie: string, visitor: string, body: Record<string, never>, setCookie: string }> {
  const response = await hub.inject({ method: 'POST', url: '/web/shop/session', headers: { origin: PAGE, ...(cookie !== undefined && { cookie }) }, payload: body })
  if (response.statusCode !== 200) throw new Error(`${response.statusCode}: ${response.body}`)
  const setCookie = String(response.headers['set-cookie'])
  const [given = ''] = setCookie.split(';')
  return { cookie: given, visitor: decodeURIComponent(given.split('=')[1] ?? '').replace(/\.[^.]*$/, ''), body: response.json(), setCookie }
}

/** A connected widget. */
export interface Widget {
  socket: WebSocket
  say: (call: ToHub | string) => void
  /** The next message of the hub. */
  next: () => Promise<ToWidget>
  closed: Promise<number>
}

/** Connects over a real WebSocket. */
export async function connect (t: Test, hub: FakeHub, cookie: string, origin: string | null = PAGE): Promise<Widget> {
  const address = hub.app.server.listening ? hub.app.listeningOrigin : await hub.app.listen({ host: '127.0.0.1', port: 0 })
  const socket = new WebSocket(`${address.replace('http', 'ws')}/web/shop/socket`, { ...(origin !== null && { origin }), headers: { cookie } })
  socket.on('error', () => {})
  t.teardown(() => { socket.terminate() })
  const waiting: ToWidget[] = []
  const askers: Array<(message: ToWidget) => void> = []
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as ToWidget
    const asker = askers.shift()
    if (asker === undefined) waiting.push(message)
    else asker(message)
  })
  const closed = new Promise<number>((resolve) => { socket.on('close', resolve) })
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve())
    socket.once('error', reject)
  })
  return {
    socket,
    closed,
    say: (call) => { socket.send(typeof call === 'string' ? call : JSON.stringify(call)) },
    next: async () => waiting.shift() ?? await new Promise<ToWidget>((resolve) => { askers.push(resolve) })
  }
}

/** A message of a thread as the hub would have stored it. */
export function stored (id: string, atMs: number, message: Partial<ThreadMessage> = {}): ThreadMessage {
  return { id, at: new Date(atMs), channel: 'shop', thread: 'shop:x', direction: 'out', content: { type: 'text', text: id }, author: { kind: 'agent', id: 'a', name: '小李' }, ...message }
}
