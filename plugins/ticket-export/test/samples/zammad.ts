import type { ErpSample, ErpStand } from '@kefuhub/contract/testing'
import { SystemServer } from '../../src/simulator/server.js'
import { ZammadSystem, type ZammadSettings } from '../../src/simulator/zammad.js'
import { NOW_MS, WAIT_MS, faultsOf, ticking, withHeader } from './stand.js'

const OPTIONS = { url: 'https://zammad.test', token: 'zammad-test-token', group: 'Support' }
const SECRET = 'zammad-test-secret'

export interface ZammadStand extends ErpStand { server: SystemServer<ZammadSystem> }

/** Starts a Zammad with the kit's handles. */
export async function openZammad (options: object = {}, settings: Partial<ZammadSettings> = {}): Promise<ZammadStand> {
  const system = new ZammadSystem({ ...OPTIONS, attributes: ['hub_op_id', 'level'], webhookSecret: SECRET, waitS: WAIT_MS / 1000, now: ticking(1), ...settings })
  const server = await SystemServer.start(system)
  const articlesOf = (id: string) => system.tickets.get(Number(id))?.articles ?? []
  return {
    server,
    options: { zammad: { ...OPTIONS, url: server.url, pageSize: 2, searchLagMs: 0, ...options } },
    ...faultsOf(server),
    close: () => server.close(),
    tickets: {
      all: () => [...system.tickets.values()].map(({ articles, ...ticket }) => ({ id: String(ticket.id), text: [...Object.values(ticket), articles[0]?.body].join('\n') })),
      comments: (id) => articlesOf(id).slice(1).map(({ body }) => body),
      files: (id) => articlesOf(id).flatMap(({ attachments }) => attachments).map((file) => ({ name: file.filename, bytes: file.content })),
      move: (id, to) => system.move(Number(id), to === 'in-progress' ? 'open' : to === 'solved' ? 'closed' : 'escalated'),
      comment: (id, text) => system.comment(Number(id), text)
    },
    webhook: {
      request (id, site) {
        const { headers = {}, body = Buffer.alloc(0) } = system.webhooks.latest(id) ?? {}
        return { method: 'POST', url: `${site.baseUrl}/webhook`, headers, body }
      }
    }
  }
}

const signer = new ZammadSystem({ ...OPTIONS, webhookSecret: SECRET })

/** Polling, or calling. */
export function zammadSample (updates: 'poll' | 'webhook', mark: 'attribute' | 'title'): ErpSample {
  const more = { mark, ...(updates === 'webhook' && { updates, webhookSecret: SECRET }) }
  return {
    options: { zammad: { ...OPTIONS, ...(updates === 'webhook' && { updates, webhookSecret: SECRET }) } },
    badOptions: [
      { name: 'no group', options: { zammad: { url: OPTIONS.url, token: OPTIONS.token } }, path: '/zammad/group' },
      { name: 'no secret', options: { zammad: { ...OPTIONS, updates: 'webhook' } }, path: '/zammad/webhookSecret' },
      { name: 'an attribute with blanks', options: { zammad: { ...OPTIONS, attribute: 'hub id' } }, path: '/zammad/attribute' },
      { name: 'an address without a place for the contact', options: { zammad: { ...OPTIONS, customerEmail: 'all@acme.test' } }, path: '/zammad/customerEmail' }
    ],
    nowMs: NOW_MS,
    waitMs: WAIT_MS,
    open: () => openZammad(more),
    orders: null,
    logistics: false,
    returns: null,
    tickets: { fields: { level: 'gold', tags: 'hub,vip' }, takesFiles: true },
    polling: updates === 'poll' ? { threePages: 5 } : null,
    webhook: updates === 'poll'
      ? null
      : {
          forgeries: [
            { name: 'another secret', forge: withHeader('x-hub-signature', () => `sha1=${'0'.repeat(40)}`) },
            { name: 'no signature', forge: withHeader('x-hub-signature', () => undefined) },
            { name: 'no name of the method', forge: withHeader('x-hub-signature', (value) => value.slice(5)) },
            { name: 'another body', forge: (request) => ({ ...request, body: Buffer.from('{"ticket":{"id":1,"state":"closed"}}') }) }
          ],
          seal: (body, site) => ({ method: 'POST', url: `${site.baseUrl}/webhook`, headers: signer.sign(body, 'delivery-1'), body }),
          malformed: [
            { name: 'no ticket', payload: Buffer.from('{"article":{}}') },
            { name: 'no state', payload: Buffer.from('{"ticket":{"id":1}}') }
          ],
          staleAfterMs: null,
          maxBodyBytes: 1024 * 1024
        },
    files: null
  }
}
