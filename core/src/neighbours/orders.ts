import type { Clock, ContactView, ErpInstance, LocalizedText, Log, Order, OrderQuery, Return, ReturnRequest, Shipment } from '@kefuhub/contract'
import type { TicketExportConfig } from '../config/ticket-export-schema.js'
import { errors } from '../errors.js'
import { inTime, type Neighbour } from './neighbour.js'

/** Orders of one system, as far as it answered. */
export interface OrdersOf {
  /** Id of the plugin. */
  source: string
  title: LocalizedText
  state: 'ok' | 'failed'
  /** Why it did not answer. */
  reason?: string
  orders: Order[]
  hasParcels: boolean
  takesReturns: boolean
}

interface Source { neighbour: Neighbour<ErpInstance>, title: LocalizedText, freshMs: number }
interface Kept<T> { untilMs: number, value: Promise<T> }

/** A look while somebody waits, in milliseconds, and a write. */
const LOOK_MS = 8000
const WRITE_MS = 30_000
const MAX_ORDERS = 20
const MAX_KEPT = 1000

/** Orders, parcels and returns of the systems beside the hub. What was read a moment ago is not read again: customers are impatient. */
export class Orders {
  readonly #clock: Clock
  readonly #log: Log
  readonly #sources = new Map<string, Source>()
  readonly #kept = new Map<string, Kept<unknown>>()

  constructor (options: { clock: Clock, log: Log }) {
    this.#clock = options.clock
    this.#log = options.log
  }

  add (neighbour: Neighbour<ErpInstance>, title: LocalizedText, { orderSeconds }: TicketExportConfig): void {
    if (neighbour.instance.findOrders !== undefined) this.#sources.set(neighbour.id, { neighbour, title, freshMs: orderSeconds * 1000 })
  }

  /**
   * The customer's latest orders in every system: theirs by phone or e-mail, and no one else's.
   * @param waitMs a system that takes longer counts as one that did not answer; what it says then is kept for the next look
   */
  async ofContact (contact: ContactView, number?: string, waitMs = LOOK_MS): Promise<OrdersOf[]> {
    return await Promise.all([...this.#sources].map(async ([source, { title, neighbour: { instance } }]) => {
      const about = { source, title, hasParcels: instance.getLogistics !== undefined, takesReturns: instance.createReturn !== undefined }
      try {
        return { ...about, state: 'ok' as const, orders: await inTime(this.#find(source, contact, number), waitMs) }
      } catch (error) {
        this.#log.warn({ err: error, source }, 'the orders of a customer could not be read')
        return { ...about, state: 'failed' as const, reason: (error as Error).message, orders: [] }
      }
    }))
  }

  /** @throws KH_ERR_ORDER_NOT_FOUND also for an order of somebody else */
  async get (source: string, id: string, contact: ContactView): Promise<Order> {
    const { neighbour, freshMs } = this.#source(source)
    const order = await this.#fresh(`${source}\norder\n${id}`, freshMs, async () => await neighbour.call(async (erp) => await erp.getOrder?.(id), { timeoutMs: LOOK_MS }))
    if (order === undefined || !isOwner(order, contact)) throw new errors.KH_ERR_ORDER_NOT_FOUND(id)
    return order
  }

  /** @throws KH_ERR_ORDER_NOT_FOUND */
  async logistics (source: string, id: string, contact: ContactView): Promise<Shipment[]> {
    const order = await this.get(source, id, contact)
    const { neighbour, freshMs } = this.#source(source)
    return await this.#fresh(`${source}\nshipments\n${order.id}`, freshMs, async () => await neighbour.call(async (erp) => await erp.getLogistics?.(order.id) ?? [], { timeoutMs: LOOK_MS }))
  }

  /**
   * Asks for a return. Where the answer gets lost it is looked for before anybody repeats it.
   * @throws KH_ERR_ORDER_NOT_FOUND, KH_ERR_RETURN_UNSUPPORTED, KH_ERR_RETURN_UNCERTAIN, KH_ERR_RETURN_REFUSED
   */
  async return (source: string, request: ReturnRequest, contact: ContactView): Promise<Return> {
    const order = await this.get(source, request.orderId, contact)
    const { neighbour } = this.#source(source)
    if (neighbour.instance.createReturn === undefined) throw new errors.KH_ERR_RETURN_UNSUPPORTED(source)
    const look = async (): Promise<Return | undefined> => await neighbour.call(async (erp) => await erp.findReturn?.(request), { timeoutMs: LOOK_MS })
    const made = await look()
    if (made !== undefined) return made
    try {
      const created = await neighbour.call(async (erp) => await (erp.createReturn as NonNullable<typeof erp.createReturn>)(request), { timeoutMs: WRITE_MS, isOnce: true })
      this.#kept.delete(`${source}\norder\n${order.id}`)
      return created
    } catch (error) {
      const { verdict, message } = error as { verdict?: string, message: string }
      if (verdict === 'rejected') throw new errors.KH_ERR_RETURN_REFUSED(message)
      if (verdict !== 'uncertain') throw error
      const found = await look().catch(() => undefined)
      if (found !== undefined) return found
      throw new errors.KH_ERR_RETURN_UNCERTAIN(source)
    }
  }

  async #find (source: string, contact: ContactView, number: string | undefined): Promise<Order[]> {
    const { neighbour, freshMs } = this.#source(source)
    const queries = toQueries(contact, number)
    const pages = await Promise.all(queries.map(async (query) => await this.#fresh(`${source}\nfind\n${JSON.stringify(query)}`, freshMs, async () =>
      await neighbour.call(async (erp) => await (erp.findOrders as NonNullable<typeof erp.findOrders>)(query, MAX_ORDERS), { timeoutMs: LOOK_MS }))))
    const own = new Map(pages.flat().filter((order) => isOwner(order, contact)).map((order) => [order.id, order]))
    return [...own.values()].sort((one, other) => other.placedAt.getTime() - one.placedAt.getTime()).slice(0, MAX_ORDERS)
  }

  #source (id: string): Source {
    const source = this.#sources.get(id)
    if (source === undefined) throw new errors.KH_ERR_ORDER_SOURCE_UNKNOWN(id)
    return source
  }

  /** What was read, or is being read, a moment ago; failures are forgotten at once. */
  async #fresh<T> (key: string, freshMs: number, read: () => Promise<T>): Promise<T> {
    const nowMs = this.#clock.now()
    const kept = this.#kept.get(key) as Kept<T> | undefined
    if (kept !== undefined && kept.untilMs > nowMs) return await kept.value
    const value = read()
    this.#kept.delete(key)
    this.#kept.set(key, { untilMs: nowMs + freshMs, value })
    value.catch(() => { if (this.#kept.get(key)?.value === value) this.#kept.delete(key) })
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > MAX_KEPT && oldest !== undefined) this.#kept.delete(oldest)
    return await value
  }
}

function toQueries ({ phones, emails }: ContactView, number: string | undefined): OrderQuery[] {
  const more = number === undefined ? {} : { number }
  return [...phones.slice(0, 3).map((phone) => ({ phone, ...more })), ...emails.slice(0, 3).map((email) => ({ email, ...more }))]
}

/** An order is shown only where the ERP's customer is the one who is known here. */
function isOwner ({ customer }: Order, { phones, emails }: ContactView): boolean {
  const lower = (list: readonly string[]): string[] => list.map((text) => text.toLowerCase())
  return customer.phones.some((phone) => phones.includes(phone)) || lower(customer.emails).some((email) => lower(emails).includes(email))
}
