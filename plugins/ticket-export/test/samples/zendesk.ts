import type { ErpSample, ErpStand } from '@kefuhub/contract/testing'
import { SystemServer } from '../../src/simulator/server.js'
import { ZendeskSystem, type ZendeskSettings } from '../../src/simulator/zendesk.js'
import { NOW_MS, WAIT_MS, faultsOf, ticking, withHeader } from './stand.js'

const OPTIONS = { url: 'https://acme.zendesk.com', email: 'agent@acme.test', token: 'zendesk-test-token' }
const SECRET = 'zendesk-test-secret'
const SIGNATURE = 'x-zendesk-webhook-signature'
const TIMESTAMP = 'x-zendesk-webhook-signature-timestamp'

export interface ZendeskStand extends ErpStand { server: SystemServer<ZendeskSystem> }

/** Starts a Zendesk with the kit's handles. */
export async function openZendesk (options: object = {}, settings: Partial<ZendeskSettings> = {}): Promise<ZendeskStand> {
  const system = new ZendeskSystem({ ...OPTIONS, webhookSecret: SECRET, waitS: WAIT_MS / 1000, pageSize: 2, now: ticking(1000), ...settings })
  const server = await SystemServer.start(system)
  const commentsOf = (id: string) => system.tickets.get(Number(id))?.comments ?? []
  return {
    server,
    options: { zendesk: { ...OPTIONS, url: server.url, callsPerMinute: 10_000, ...options } },
    ...faultsOf(server),
    close: () => server.close(),
    tickets: {
      all: () => [...system.tickets.values()].map(({ comments, ...ticket }) => ({ id: String(ticket.id), text: Object.values(ticket).join('\n') })),
      comments: (id) => commentsOf(id).slice(1).map(({ body }) => body),
      files: (id) => commentsOf(id).flatMap(({ attachments }) => attachments).map((file) => ({ name: file.file_name, bytes: file.content })),
      move: (id, to) => system.move(Number(id), to === 'in-progress' ? 'open' : to === 'solved' ? 'solved' : 'escalated'),
      comment: (id, text) => system.comment(Number(id), text)
    },
    webhook: {
      request (id, site) {
        const call = system.webhooks.latest(id)
        const body = call?.body ?? Buffer.alloc(0)
        return { method: 'POST', url: `${site.baseUrl}/webhook`, headers: system.sign(body, site.nowMs, call?.headers['x-zendesk-webhook-invocation-id'] ?? ''), body }
      }
    }
  }
}

const signer = new ZendeskSystem({ ...OPTIONS, webhookSecret: SECRET })

/** Polling, or calling. */
export function zendeskSample (updates: 'poll' | 'webhook'): ErpSample {
  const more = updates === 'webhook' ? { updates, webhookSecret: SECRET } : {}
  return {
    options: { zendesk: { ...OPTIONS, ...more } },
    badOptions: [
      { name: 'no token', options: { zendesk: { url: OPTIONS.url } }, path: '/zendesk/token' },
      { name: 'no secret', options: { zendesk: { ...OPTIONS, updates: 'both' } }, path: '/zendesk/webhookSecret' },
      { name: 'a state that there is not', options: { zendesk: { ...OPTIONS, states: { open: 'opened' } } }, path: '/zendesk/states/open' },
      { name: 'no address', options: { zendesk: { ...OPTIONS, url: 'acme' } }, path: '/zendesk/url' }
    ],
    nowMs: NOW_MS,
    waitMs: WAIT_MS,
    open: () => openZendesk(more),
    orders: null,
    logistics: false,
    returns: null,
    tickets: { fields: { 360001: 'gold', tags: 'hub vip' }, takesFiles: true },
    polling: updates === 'poll' ? { threePages: 5 } : null,
    webhook: updates === 'poll'
      ? null
      : {
          forgeries: [
            { name: 'another secret', forge: withHeader(SIGNATURE, () => Buffer.alloc(32).toString('base64')) },
            { name: 'no signature', forge: withHeader(SIGNATURE, () => undefined) },
            { name: 'hex in place of base64', forge: withHeader(SIGNATURE, (value) => Buffer.from(value, 'base64').toString('hex')) },
            { name: 'another time', forge: withHeader(TIMESTAMP, () => '2026-01-01T00:00:01Z') },
            { name: 'no time', forge: withHeader(TIMESTAMP, () => undefined) },
            { name: 'another body', forge: (request) => ({ ...request, body: Buffer.from('{"ticket_id":"1","status":"solved"}') }) }
          ],
          seal: (body, site) => ({ method: 'POST', url: `${site.baseUrl}/webhook`, headers: signer.sign(body, site.nowMs, 'delivery-1'), body }),
          malformed: [
            { name: 'a list', payload: Buffer.from('[]') },
            { name: 'no ticket', payload: Buffer.from('{"status":"solved"}') },
            { name: 'no status', payload: Buffer.from('{"ticket_id":"1"}') }
          ],
          staleAfterMs: 300_001,
          maxBodyBytes: 1024 * 1024
        },
    files: null
  }
}
