import type { Return, ReturnRequest } from '@kefuhub/contract'
import { Mapping, type Rest } from '@kefuhub/contract/rest'
import { textAt } from '../tickets/foreign.js'
import { clean } from '../tickets/marks.js'
import { ListCall, OneCall, inDoubt } from './calls.js'
import type { OrderOptions } from './order-options.js'
import { toReturn } from './order-record.js'

const NAMES = ['key', 'orderId', 'kind', 'reason', 'lines']

/** Returns in an ERP with an API of its own. */
export class RestReturns {
  readonly #create: OneCall
  readonly #find: ListCall
  readonly #return: Mapping
  readonly #header: string | undefined

  /** @throws KH_ERR_REST_TEMPLATE, KH_ERR_REST_EXPRESSION */
  constructor (rest: Rest, { create, find, return: expression }: NonNullable<OrderOptions['returns']>) {
    this.#create = new OneCall(rest, create, NAMES, 'rest/orders/returns/create')
    this.#find = new ListCall(rest, find, ['key', 'orderId'], 'rest/orders/returns/find')
    this.#return = new Mapping(expression, 'rest/orders/returns/return')
    this.#header = create.idempotencyHeader
  }

  async create (request: ReturnRequest): Promise<Return> {
    const present = await this.find(request)
    if (present !== undefined) return present
    const { key, orderId, kind, reason, lines } = request
    const headers = this.#header === undefined ? {} : { headers: { [this.#header]: key } }
    const answer = await this.#create.make({ key, orderId, kind, reason: clean(reason), lines }, headers)
    return inDoubt(async () => toReturn(await this.#return.evaluate(answer)))
  }

  async find ({ key, orderId }: ReturnRequest): Promise<Return | undefined> {
    const { items } = await this.#find.page({ key, orderId })
    for (const item of items) {
      const result = await this.#return.evaluate(item)
      // Systems search loosely; where the record shows the key, it must be this one.
      if ((textAt(result, 'key') ?? key) === key) return toReturn(result)
    }
    return undefined
  }
}
