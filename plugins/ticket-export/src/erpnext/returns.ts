import { DeliveryError, Rejected, Unauthorized, Uncertain, type ErpHub, type Return, type ReturnRequest } from '@kefuhub/contract'
import { chooseDelivery, wantedOf, type Delivered, type ReturnPlan } from '../erp/choose-delivery.js'
import { toQuantity } from '../erp/money.js'
import { listAt, textAt, valueAt } from '../tickets/foreign.js'
import { LINKS, MAX_TEXT_CHARS } from './facts.js'
import { isName, type Doc, type Frappe } from './frappe.js'
import { DELIVERY, deliveriesOf } from './logistics.js'
import type { Options } from './options.js'
import { pageOf } from './order.js'
import { Duplicate, NoField } from './verdict.js'

const MAX_NOTES = 100

/** Returns in ERPNext: delivery notes the other way round, drafts unless the deployment has them submitted. */
export class Returns {
  readonly #hub: ErpHub
  readonly #frappe: Frappe
  readonly #options: Options

  constructor (hub: ErpHub, frappe: Frappe, options: Options) {
    this.#hub = hub
    this.#frappe = frappe
    this.#options = options
  }

  async create (request: ReturnRequest): Promise<Return> {
    wantedOf(request)
    const doc = await this.#findDoc(request) ?? await this.#make(request)
    return this.#toReturn(this.#options.submitReturns ? await this.#submit(doc) : doc)
  }

  async find (request: ReturnRequest): Promise<Return | undefined> {
    const doc = await this.#findDoc(request)
    return doc && this.#toReturn(doc)
  }

  async #make (request: ReturnRequest): Promise<Doc> {
    const plan = chooseDelivery(request, await this.#deliveries(request))
    const draft = await this.#draft(plan, request)
    try {
      return await this.#frappe.create(DELIVERY, draft)
    } catch (error) {
      if (!(error instanceof Uncertain || error instanceof Duplicate)) throw error
      const made = await this.#findDoc(request).catch((again: unknown) => { throw again instanceof DeliveryError ? error : again })
      if (made === undefined) throw error
      return made
    }
  }

  async #deliveries ({ orderId }: ReturnRequest): Promise<Delivered[]> {
    const found = isName(orderId) ? await this.#frappe.list(DELIVERY, { fields: ['name'], filters: [...deliveriesOf(orderId), ['docstatus', '=', 1]], limit: MAX_NOTES }) : []
    if (found.length === 0) throw new Rejected('Nothing of this order was delivered in ERPNext, so nothing can come back')
    const names = found.map(({ name }) => name)
    const back = await this.#frappe.list(DELIVERY, { fields: ['name'], filters: [['return_against', 'in', names], ['is_return', '=', 1], ['docstatus', '!=', 2]], limit: MAX_NOTES })
    const [notes, returns] = [await this.#whole(names), await this.#whole(back.map(({ name }) => name))]
    const returned = returns.flatMap((doc) => listAt(doc, 'items'))
    return notes.map((note) => ({
      id: note.name,
      number: note.name,
      lines: listAt(note, 'items').filter((item) => textAt(item, 'against_sales_order') === orderId).map((item) => {
        const id = textAt(item, 'name') ?? ''
        // Quantities of returns are negative.
        const left = returned.filter((row) => textAt(row, LINKS.deliveryLine) === id).reduce<number>((sum, row) => sum + toQuantity(valueAt(row, 'qty')), toQuantity(valueAt(item, 'qty')))
        return { id, orderLineId: textAt(item, LINKS.orderLine) ?? '', left: toQuantity(left) }
      })
    }))
  }

  /** The return that ERPNext proposes, with the lines and quantities that are wanted. */
  async #draft ({ delivery, quantities }: ReturnPlan, { key, kind, reason }: ReturnRequest): Promise<Record<string, unknown>> {
    const draft = await this.#frappe.call(this.#options.makeReturnMethod, { source_name: delivery.id }, false)
    const items = listAt(draft, 'items').flatMap((item) => {
      const quantity = quantities.get(textAt(item, LINKS.deliveryLine) ?? '')
      return quantity === undefined ? [] : [{ ...item as object, qty: -quantity }]
    })
    if (items.length !== quantities.size) throw new Rejected(`ERPNext does not offer all of these goods of ${delivery.number} for a return`)
    const { returnKeyField, returnReasonField } = this.#options
    const words = kind === 'exchange' ? `Exchange: ${reason}` : reason
    return { ...draft as object, docstatus: 0, items, [returnReasonField]: words.slice(0, MAX_TEXT_CHARS), [returnKeyField]: key }
  }

  async #submit (doc: Doc): Promise<Doc> {
    if (doc.docstatus !== 0) return doc
    try {
      return await this.#frappe.update(DELIVERY, doc.name, { docstatus: 1 })
    } catch (error) {
      if (error instanceof Uncertain) return await this.#frappe.get(DELIVERY, doc.name).catch(() => undefined) ?? doc
      if (!(error instanceof Rejected)) throw error
      this.#hub.log.warn({ document: doc.name, err: error }, 'a return was made in ERPNext and cannot be submitted; it stays a draft')
      return doc
    }
  }

  async #findDoc ({ key }: ReturnRequest): Promise<Doc | undefined> {
    const { returnKeyField } = this.#options
    try {
      return (await this.#frappe.list(DELIVERY, { fields: ['name', 'docstatus'], filters: [[returnKeyField, '=', key]], limit: 1 }))[0]
    } catch (error) {
      if (!(error instanceof NoField)) throw error
      // Without it a repeat would make a second return, so nothing is made until somebody makes the field.
      throw new Unauthorized(`ERPNext's ${DELIVERY} has no field ${returnKeyField}; make it there (Data, unique), or name another one in returnKeyField`, { afterMs: 600_000, cause: error })
    }
  }

  async #whole (names: readonly string[]): Promise<Doc[]> {
    const docs = await Promise.all(names.map((name) => this.#frappe.get(DELIVERY, name)))
    return docs.filter((doc) => doc !== undefined)
  }

  #toReturn ({ name, docstatus }: Doc): Return {
    if (docstatus === 2) throw new Rejected(`The return ${name} was made and then cancelled in ERPNext`)
    return { id: name, number: name, status: docstatus === 1 ? 'approved' : 'draft', url: pageOf(this.#options.url, 'delivery-note', name) }
  }
}
