import type { ErpSample, ErpStand } from '@kefuhub/contract/testing'
import { ErpnextSystem, type ErpnextSettings } from '../../src/simulator/erpnext.js'
import { SystemServer } from '../../src/simulator/server.js'
import { NOW_MS, WAIT_MS, faultsOf, ticking, withHeader } from './stand.js'

const ACCOUNT = { apiKey: 'erpnext-test-key', apiSecret: 'erpnext-test-secret' }
const SECRET = 'erpnext-webhook-secret'

/** Starts an ERPNext with the kit's handles. */
export async function openErpnext (tickets: object, settings: Partial<ErpnextSettings> = {}): Promise<ErpStand> {
  const system = new ErpnextSystem({ ...ACCOUNT, tickets: { webhookSecret: SECRET }, waitS: WAIT_MS / 1000, now: ticking(1), ...settings })
  const server = await SystemServer.start(system)
  const { documents, shop } = system
  const textOf = (doc: Record<string, unknown>) => read(Object.values(doc).map(String).join('\n'))
  return {
    options: { erpnext: { ...ACCOUNT, url: server.url, tickets: { pageSize: 2, ...tickets } } },
    ...faultsOf(server),
    close: () => server.close(),
    orders: {
      add: ({ number, customer, lines, placedAtMs }) => shop.addOrder({
        customer, poNo: number, placedAt: new Date(placedAtMs), lines: lines.map((line) => ({ ...line, price: Number(line.price) }))
      }).name,
      ship: (order, { carrier, trackingNumber }) => { shop.ship(documents.get('Sales Order', order), { carrier, tracking: trackingNumber }) },
      cancel: (order) => shop.cancel(documents.get('Sales Order', order)),
      returns: (order) => documents.all('Delivery Note')
        .filter((note) => note.is_return === 1 && (note.items as Array<Record<string, unknown>>).some((item) => item.against_sales_order === order))
        .map((note) => ({ id: note.name, text: textOf(note) }))
    },
    tickets: {
      all: () => documents.all('Issue').map((issue) => ({ id: issue.name, text: textOf(issue) })),
      comments: (id) => documents.all('Comment').filter((comment) => comment.reference_name === id).map(({ content }) => read(String(content))),
      files: (id) => documents.all('File').filter((file) => file.attached_to_name === id).map((file) => ({ name: String(file.file_name), bytes: file.content as Buffer })),
      move: (id, to) => system.move(id, to === 'in-progress' ? 'Replied' : to === 'solved' ? 'Resolved' : 'Escalated'),
      comment: (id, text) => system.mail(id, `<p>${text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')}</p>`)
    },
    webhook: {
      request (id, site) {
        const { headers = {}, body = Buffer.alloc(0) } = system.webhooks.latest(id) ?? {}
        return { method: 'POST', url: `${site.baseUrl}/webhook`, headers, body }
      }
    }
  }
}

const signer = new ErpnextSystem({ ...ACCOUNT, tickets: { webhookSecret: SECRET } })

/** Polling, or calling. */
export function erpnextSample (updates: 'poll' | 'webhook'): ErpSample {
  const tickets = updates === 'poll' ? {} : { updates, webhookSecret: SECRET }
  const options = { ...ACCOUNT, url: 'https://erp.test', tickets }
  return {
    options: { erpnext: options },
    badOptions: [
      { name: 'no secret', options: { erpnext: { ...options, apiSecret: undefined } }, path: '/erpnext/apiSecret' },
      { name: 'a function that is a path', options: { erpnext: { ...options, makeReturnMethod: '../login' } }, path: '/erpnext/makeReturnMethod' },
      { name: 'no secret for calls', options: { erpnext: { ...options, tickets: { updates: 'both' } } }, path: '/erpnext/tickets/webhookSecret' }
    ],
    nowMs: NOW_MS,
    waitMs: WAIT_MS,
    open: () => openErpnext(tickets),
    orders: { unknownId: 'SAL-ORD-2026-09999' },
    logistics: true,
    returns: { kind: 'return' },
    tickets: { fields: { issue_type: 'Complaint' }, takesFiles: true },
    polling: updates === 'poll' ? { threePages: 5 } : null,
    webhook: updates === 'poll'
      ? null
      : {
          forgeries: [
            { name: 'another secret', forge: withHeader('x-frappe-webhook-signature', () => 'A'.repeat(43) + '=') },
            { name: 'no signature', forge: withHeader('x-frappe-webhook-signature', () => undefined) },
            { name: 'another body', forge: (request) => ({ ...request, body: Buffer.from('{"name":"ISS-2026-00001","status":"Closed","modified":"2026-01-01 00:00:00.000000"}') }) }
          ],
          seal: (body, site) => ({ method: 'POST', url: `${site.baseUrl}/webhook`, headers: signer.sign(body), body }),
          malformed: [{ name: 'no name', payload: Buffer.from('{"status":"Open"}') }, { name: 'no status', payload: Buffer.from('{"name":"ISS-1"}') }],
          staleAfterMs: null,
          maxBodyBytes: 1024 * 1024
        },
    files: null
  }
}

/** What a browser shows. */
function read (html: string): string {
  return html.replace(/<br>/g, '\n').replace(/<\/?p>/g, '').replace(/&#(\d+);/g, (_all, code: string) => String.fromCharCode(Number(code)))
}
