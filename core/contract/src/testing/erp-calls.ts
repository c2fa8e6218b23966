import assert from 'node:assert/strict'
import type { ErpDefinition, ErpInstance, ReturnRequest, TicketExport } from '../erp.js'
import type { TicketView } from '../ticket.js'
import type { SystemRun } from './bench.js'
import type { ErpSample, ErpStand, OrderSeed } from './erp-sample.js'
import { COMPLAINT, PERSON } from './person.js'
import type { SystemCall } from './system-check.js'

/** An ERP plugin that runs. */
export type ErpRun = SystemRun<ErpDefinition, ErpStand>

const { name, phone, email } = PERSON
const READ = ['retry']

/** A part of the stand or a method of the instance that the sample says is there. */
export function needed<T> (part: T | undefined, what: string): T {
  assert.ok(part !== undefined, `the sample states ${what}, which is not there`)
  return part
}

/** A method of the instance, with the instance. */
export function method<K extends keyof ErpInstance> (run: ErpRun, key: K): NonNullable<ErpInstance[K]> {
  const { instance } = run.hub
  const found = needed(instance[key], key) as (...given: unknown[]) => unknown
  return found.bind(instance) as unknown as NonNullable<ErpInstance[K]>
}

/** An order of the person. */
export function orderSeed (sample: ErpSample, seed: Partial<OrderSeed> = {}): OrderSeed {
  return {
    number: 'KH-1001',
    customer: { name, phone, email },
    lines: [{ sku: 'JACKET-RED', title: 'Jacket, red', quantity: 2, price: '199.50' }, { sku: 'CAP', title: 'Cap', quantity: 1, price: '20' }],
    placedAtMs: sample.nowMs - 86_400_000,
    ...seed
  }
}

/** A ticket on its way out. */
export function toExport (sample: ErpSample, given: { key?: string, ticket?: Partial<TicketView>, rest?: Partial<Omit<TicketExport, 'ticket' | 'key'>> } = {}): TicketExport {
  const { key = 'ticket-1', ticket, rest } = given
  const at = new Date(sample.nowMs - 60_000)
  return {
    key,
    ticket: {
      id: key,
      number: '1042',
      type: 'complaint',
      subject: `Complaint ${key}`,
      description: COMPLAINT,
      status: 'new',
      state: 'new',
      priority: 'normal',
      fields: {},
      contact: 'contact-1',
      messages: [],
      createdBy: { kind: 'agent', id: 'agent-1', name: 'Agent' },
      createdAt: at,
      changedAt: at,
      copies: [],
      ...ticket
    },
    contact: { id: 'contact-1', name, phone, email },
    fields: { ...sample.tickets?.fields },
    comments: [],
    files: [],
    ...rest
  }
}

/** Every call of an ERP plugin that the sample states. */
export function erpCalls (sample: ErpSample): ReadonlyArray<SystemCall<ErpRun>> {
  const { orders, logistics, returns, tickets, polling } = sample
  return [
    ...(orders === null ? [] : orderCalls(sample)),
    ...(logistics ? [logisticsCall(sample)] : []),
    ...(returns === null ? [] : [returnCall(sample, returns.kind)]),
    ...(tickets === null ? [] : ticketCalls(sample, tickets.takesFiles)),
    ...(polling === null ? [] : [pollingCall(sample)])
  ]
}

function orderCalls (sample: ErpSample): Array<SystemCall<ErpRun>> {
  const calls: Array<[name: string, make: (run: ErpRun, id: string) => Promise<string | undefined>]> = [
    ['findOrders', async (run) => (await method(run, 'findOrders')({ phone }, 5))[0]?.id],
    ['getOrder', async (run, id) => (await method(run, 'getOrder')(id))?.id]
  ]
  return calls.map(([name, make]) => ({
    name,
    kind: 'read',
    lost: READ,
    async prepare (run) {
      const id = await needed(run.stand.orders, 'orders').add(orderSeed(sample))
      return { make: async () => assert.equal(await make(run, id), id) }
    }
  }))
}

function logisticsCall (sample: ErpSample): SystemCall<ErpRun> {
  return {
    name: 'getLogistics',
    kind: 'read',
    lost: READ,
    async prepare (run) {
      const orders = needed(run.stand.orders, 'orders')
      const id = await orders.add(orderSeed(sample))
      await orders.ship(id, { carrier: 'SF', trackingNumber: 'SF1234567890' })
      return { make: async () => assert.deepEqual((await method(run, 'getLogistics')(id)).flatMap(({ trackingNumbers }) => trackingNumbers), ['SF1234567890']) }
    }
  }
}

/** A wish of the person to give something of an order back. */
export async function returnRequest (run: ErpRun, kind: ReturnRequest['kind'], orderId: string): Promise<ReturnRequest> {
  const order = needed(await method(run, 'getOrder')(orderId), 'the order')
  const lineId = needed(order.lines.find(({ sku }) => sku === 'JACKET-RED'), 'its line').id
  return { key: 'return-1', orderId, kind, reason: COMPLAINT, lines: [{ lineId, quantity: 1 }] }
}

/** Puts an order into the ERP that can be given back. */
export async function addShipped (run: ErpRun, sample: ErpSample, seed: Partial<OrderSeed> = {}): Promise<string> {
  const orders = needed(run.stand.orders, 'orders')
  const id = await orders.add(orderSeed(sample, seed))
  await orders.ship(id, { carrier: 'SF', trackingNumber: `SF-${id}` })
  return id
}

function returnCall (sample: ErpSample, kind: ReturnRequest['kind']): SystemCall<ErpRun> {
  return {
    name: 'createReturn',
    kind: 'write',
    // The hub must look before it repeats: it could not tell a return that was made from one that was not.
    lost: ['uncertain', 'done'],
    async prepare (run) {
      const id = await addShipped(run, sample)
      const request = await returnRequest(run, kind, id)
      const make = async (): Promise<unknown> => await method(run, 'createReturn')(request)
      return {
        make,
        settle: async () => await method(run, 'findReturn')(request) ?? await make(),
        async stands () {
          assert.equal((await needed(run.stand.orders, 'orders').returns(id)).length, 1, 'returns with the same key')
        }
      }
    }
  }
}

function ticketCalls (sample: ErpSample, takesFiles: boolean): Array<SystemCall<ErpRun>> {
  const at = new Date(sample.nowMs)
  const by = { kind: 'agent', id: 'agent-1', name: 'Agent' } as const
  const comments = [{ id: 'comment-1', at, by, text: 'first word', isPublic: true }, { id: 'comment-2', at, by, text: 'second word', isPublic: false }]
  const content = Buffer.from('GIF89a')
  const prepare = async (run: ErpRun, isKnown: boolean): ReturnType<SystemCall<ErpRun>['prepare']> => {
    const files = takesFiles ? [await toTicketFile(run, 'photo.gif', content)] : []
    const stand = needed(run.stand.tickets, 'tickets')
    const exportTicket = method(run, 'exportTicket')
    const externalId = isKnown ? { externalId: (await exportTicket(toExport(sample))).externalId } : {}
    const ticket = toExport(sample, { ticket: { subject: 'As it is now' }, rest: { ...externalId, comments, files } })
    return {
      make: async () => await exportTicket(ticket),
      async stands () {
        const all = await stand.all()
        assert.equal(all.length, 1, 'tickets with the same key')
        const id = all[0]?.id ?? ''
        assert.ok(all[0]?.text.includes('As it is now'), `the ticket reads ${all[0]?.text}`)
        const texts = await stand.comments(id)
        for (const { text } of comments) assert.equal(texts.filter((seen) => seen.includes(text)).length, 1, `comments '${text}'`)
        if (!takesFiles) return
        assert.deepEqual((await stand.files(id)).map(({ name, bytes }) => [name, bytes.equals(content)]), [['photo.gif', true]], 'files')
      }
    }
  }
  const call = { kind: 'write', lost: ['uncertain', 'retry', 'done'] } as const
  return [
    { ...call, name: 'exportTicket of a new ticket', prepare: async (run) => await prepare(run, false) },
    { ...call, name: 'exportTicket of a known ticket', prepare: async (run) => await prepare(run, true) }
  ]
}

/** Puts a file into the media store, for a ticket. */
export async function toTicketFile (run: ErpRun, name: string, content: Buffer): Promise<TicketExport['files'][number]> {
  const { id = '' } = await run.hub.media.put(content, { name, mimeType: 'image/gif' })
  return { mediaId: id, name, mimeType: 'image/gif', bytes: content.length }
}

function pollingCall (sample: ErpSample): SystemCall<ErpRun> {
  return {
    name: 'ticketChanges',
    kind: 'read',
    lost: READ,
    async prepare (run) {
      const ticketChanges = method(run, 'ticketChanges')
      const { cursor } = await ticketChanges(undefined)
      const { externalId } = await method(run, 'exportTicket')(toExport(sample))
      await needed(run.stand.tickets, 'tickets').move(externalId, 'in-progress')
      return { make: async () => assert.ok((await ticketChanges(cursor)).tickets.some((ticket) => ticket.externalId === externalId), 'the ticket that moved is no news') }
    }
  }
}
