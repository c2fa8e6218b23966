import type { ErpSample, ErpStand } from '@kefuhub/contract/testing'
import { OdooSystem, type OdooSettings } from '../../src/simulator/odoo.js'
import { SystemServer } from '../../src/simulator/server.js'
import { NOW_MS, WAIT_MS, faultsOf, ticking } from './stand.js'

const ACCOUNT = { database: 'shop', user: 'hub@example.test', apiKey: 'odoo-test-key' }
const HELPDESK = 'helpdesk.ticket'

/** Starts an Odoo with the kit's handles. */
export async function openOdoo (settings: Partial<OdooSettings> = {}): Promise<ErpStand> {
  const system = new OdooSystem({ ...ACCOUNT, waitS: WAIT_MS / 1000, now: ticking(1), ...settings })
  const server = await SystemServer.start(system)
  const { records, shop } = system
  const notes = (id: string) => records.all('mail.message').filter((message) => message.res_id === Number(id))
  return {
    options: { odoo: { ...ACCOUNT, url: server.url, tickets: { pageSize: 2 }, api: settings.api ?? 'jsonrpc' } },
    ...faultsOf(server),
    close: () => server.close(),
    orders: {
      add: ({ number, customer, lines, placedAtMs }) => String(shop.addOrder({
        partner: shop.addCustomer(customer), ref: number, placedAt: new Date(placedAtMs), lines: lines.map((line) => ({ ...line, price: Number(line.price) }))
      })),
      ship: (order, { carrier, trackingNumber }) => { shop.ship(Number(order), { carrier, tracking: trackingNumber, at: new Date(NOW_MS) }) },
      cancel: (order) => records.update('sale.order', [Number(order)], { state: 'cancel' }),
      returns: (order) => records.all('stock.picking')
        .filter((picking) => picking.sale_id === Number(order) && picking.picking_type_code === 'incoming')
        .map((picking) => ({ id: String(picking.id), text: read(Object.values(picking).join('\n')) }))
    },
    tickets: {
      all: () => records.all(HELPDESK).map((ticket) => ({ id: String(ticket.id), text: read(Object.values(ticket).join('\n')) })),
      comments: (id) => notes(id).map(({ body }) => read(String(body))),
      files: (id) => records.all('ir.attachment').filter((file) => file.res_id === Number(id)).map((file) => ({ name: String(file.name), bytes: Buffer.from(String(file.datas), 'base64') })),
      move: (id, to) => shop.move(HELPDESK, Number(id), to === 'in-progress' ? 'In Progress' : to === 'solved' ? 'Solved' : 'Escalated'),
      comment: (id, text) => shop.comment(HELPDESK, Number(id), `<p>${escape(text)}</p>`)
    }
  }
}

/** Odoo over one of its APIs. */
export function odooSample (api: 'jsonrpc' | 'json2'): ErpSample {
  const options = { ...ACCOUNT, url: 'https://odoo.test', tickets: {} }
  return {
    options: { odoo: options },
    badOptions: [
      { name: 'no key', options: { odoo: { ...options, apiKey: undefined } }, path: '/odoo/apiKey' },
      { name: 'a model that is none', options: { odoo: { ...options, tickets: { model: 'Helpdesk Ticket' } } }, path: '/odoo/tickets/model' },
      { name: 'an unknown API', options: { odoo: { ...options, api: 'soap' } }, path: '/odoo/api' }
    ],
    nowMs: NOW_MS,
    waitMs: WAIT_MS,
    open: () => openOdoo(api === 'json2' ? { api, version: 19 } : {}),
    orders: { unknownId: '4711' },
    logistics: true,
    returns: { kind: 'return' },
    tickets: { fields: { team_id: 3 }, takesFiles: true },
    polling: { threePages: 5 },
    webhook: null,
    files: null
  }
}

function escape (text: string): string { return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;') }

/** What a browser shows. */
function read (html: string): string {
  const names: Record<string, string> = { lt: '<', gt: '>', amp: '&' }
  return html.replace(/<br>/g, '\n').replace(/<\/?p>/g, '').replace(/&(?:#(\d+)|(\w+));/g, (_all, code: string | undefined, name = '') => code === undefined ? names[name] ?? '' : String.fromCharCode(Number(code)))
}
