import { phoneSpellings, type ErpInstance, type Order, type OrderQuery, type Shipment } from '@kefuhub/contract'
import { Mapping, type Rest } from '@kefuhub/contract/rest'
import { soughtNumber, waysOf, type Way } from '../erp/contact.js'
import { ListCall, OneCall } from './calls.js'
import type { OrderOptions } from './order-options.js'
import { toOrder, toShipment } from './order-record.js'
import { RestReturns } from './returns.js'

const WAYS = ['number', 'externalId', 'email', 'phone'] as const
type WayName = typeof WAYS[number]
/** What is shown is the latest; a page of more than this has them. */
const MOST_FOUND = 200
const MOST_SHIPMENTS = 100

/** Orders of an ERP with an API of its own. */
export class RestOrders {
  readonly #options: OrderOptions
  readonly #find: Map<WayName, ListCall>
  readonly #get: OneCall
  readonly #order: Mapping
  readonly #logistics: { list: ListCall, shipment: Mapping } | undefined
  readonly #returns: RestReturns | undefined

  /** @throws KH_ERR_REST_TEMPLATE, KH_ERR_REST_EXPRESSION */
  constructor (rest: Rest, options: OrderOptions) {
    this.#options = options
    this.#find = new Map(WAYS.flatMap((way) => {
      const call = options.find[way]
      return call === undefined ? [] : [[way, new ListCall(rest, call, [way, 'limit'], `rest/orders/find/${way}`)] as const]
    }))
    this.#get = new OneCall(rest, options.get, ['id'], 'rest/orders/get')
    this.#order = new Mapping(options.order, 'rest/orders/order')
    if (options.logistics !== undefined) {
      const { shipment, ...list } = options.logistics
      this.#logistics = { list: new ListCall(rest, list, ['id'], 'rest/orders/logistics'), shipment: new Mapping(shipment, 'rest/orders/logistics/shipment') }
    }
    this.#returns = options.returns && new RestReturns(rest, options.returns)
  }

  /** What of the contract the config describes. */
  get methods (): ErpInstance {
    const returns = this.#returns
    return {
      findOrders: (query, limit) => this.find(query, limit),
      getOrder: (id) => this.get(id),
      ...(this.#logistics && { getLogistics: (orderId: string) => this.logistics(orderId) }),
      ...(returns && { createReturn: (request) => returns.create(request), findReturn: (request) => returns.find(request) })
    }
  }

  async find (query: OrderQuery, limit: number): Promise<Order[]> {
    if (query.number === undefined) return latest(await this.#findBy(waysOf(query), limit), limit)
    const number = soughtNumber(query.number)
    if (number === undefined) return []
    const ways = waysOf(query)
    const found = this.#find.has('number') ? await this.#list('number', number, limit) : await this.#findBy(ways, limit)
    const isTheirs = (order: Order): boolean => ways.length === 0 || ways.some((way) => this.#belongs(order, way))
    return latest(found.filter((order) => hasNumber(order, number) && isTheirs(order)), limit)
  }

  async get (id: string): Promise<Order | undefined> {
    const record = await this.#get.make({ id }, { accept404: true, isWrite: false })
    return record === undefined || record === null ? undefined : this.#toOrder(record)
  }

  async logistics (orderId: string): Promise<Shipment[]> {
    if (this.#logistics === undefined) return []
    const { list, shipment } = this.#logistics
    const items = await list.all({ id: orderId }, MOST_SHIPMENTS)
    return Promise.all(items.map(async (item) => toShipment(await shipment.evaluate(item))))
  }

  /** What the first way finds that finds anything. */
  async #findBy (ways: readonly Way[], limit: number): Promise<Order[]> {
    for (const way of ways) {
      const found = (await this.#ask(way.by, way.value, limit)).filter((order) => this.#belongs(order, way))
      if (found.length > 0) return found
    }
    return []
  }

  async #ask (by: WayName, value: string, limit: number): Promise<Order[]> {
    const values = by === 'phone' ? phoneSpellings(value, this.#options.countryCode) : [value]
    const found = await Promise.all(values.map((value) => this.#list(by, value, limit)))
    return [...new Map(found.flat().map((order) => [order.id, order])).values()]
  }

  async #list (by: WayName, value: string, limit: number): Promise<Order[]> {
    const items = await this.#find.get(by)?.all({ [by]: value, limit }, MOST_FOUND) ?? []
    return Promise.all(items.map((item) => this.#toOrder(item)))
  }

  async #toOrder (record: unknown): Promise<Order> { return toOrder(await this.#order.evaluate(record), this.#options) }

  /** Systems search loosely, and an order must be shown to nobody else. The hub's id does not stand in an order: the system answers for it. */
  #belongs ({ customer }: Order, { by, value }: Way): boolean {
    if (by === 'email') return customer.emails.includes(value)
    return by !== 'phone' || customer.phones.includes(value)
  }
}

function hasNumber ({ number, externalNumber }: Order, wanted: string): boolean {
  return [number, externalNumber].some((one) => one?.toLowerCase() === wanted.toLowerCase())
}

function latest (orders: readonly Order[], limit: number): Order[] {
  return [...orders].sort((one, other) => other.placedAt.getTime() - one.placedAt.getTime()).slice(0, limit)
}
