import { DeliveryError, Rejected, Uncertain, type ErpHub, type Return, type ReturnRequest } from '@kefuhub/contract'
import { chooseDelivery, isSameReturn, type Delivered, type ReturnPlan } from '../erp/choose-delivery.js'
import { toHtml } from '../erp/html.js'
import { toQuantity } from '../erp/money.js'
import { hasReturnMark, markOfReturn } from '../erp/return-mark.js'
import { MOVED_FIELDS, RETURN_METHODS } from './facts.js'
import { deliveriesOf } from './logistics.js'
import type { Odoo, Row } from './odoo.js'
import type { Options } from './options.js'
import { movedOf, pageOf } from './order.js'
import { idOf, idsOf, textOf, toId } from './value.js'
import { NoMethod } from './verdict.js'

const PICKING = 'stock.picking'
const MOVE = 'stock.move'
const WIZARD = 'stock.return.picking'
const WIZARD_LINE = 'stock.return.picking.line'
const MAX_MOVES = 2000

/** Returns in Odoo, made by the wizard that people use: a receipt that the warehouse then validates. */
export class Returns {
  readonly #odoo: Odoo
  readonly #options: Options
  readonly #hub: ErpHub

  constructor (hub: ErpHub, odoo: Odoo, options: Options) {
    this.#hub = hub
    this.#odoo = odoo
    this.#options = options
  }

  async create (request: ReturnRequest): Promise<Return> {
    const found = await this.find(request)
    if (found !== undefined) return found
    const plan = chooseDelivery(request, await this.#deliveries(request))
    const wizard = await this.#openWizard(plan, request)
    try {
      return await this.#settle(await this.#runWizard(wizard, request), request)
    } catch (error) {
      if (!(error instanceof Uncertain)) throw error
      // The last call is a transaction of its own: it happened wholly or not at all, and a look tells.
      return this.#lookAfter(error, request)
    }
  }

  async find (request: ReturnRequest): Promise<Return | undefined> {
    const marked = await this.#findMarked(request)
    if (marked !== undefined) return this.#toReturn(marked)
    const orphan = await this.#findOrphan(request)
    if (orphan === undefined) return undefined
    await this.#mark(orphan.id, request)
    return this.#toReturn(orphan)
  }

  async #lookAfter (doubt: Uncertain, request: ReturnRequest): Promise<Return> {
    let found: Return | undefined
    try {
      found = await this.find(request)
    } catch (error) {
      if (!(error instanceof DeliveryError)) throw error
    }
    if (found === undefined) throw doubt
    return found
  }

  async #deliveries ({ orderId }: ReturnRequest): Promise<Delivered[]> {
    const order = toId(orderId)
    const pickings = order === undefined ? [] : await this.#odoo.searchRead(PICKING, [...deliveriesOf(order), ['state', '=', 'done']], ['id', 'name'])
    if (pickings.length === 0) throw new Rejected('Nothing of this order was delivered in Odoo, so nothing can come back')
    const moves = await this.#moves(pickings.map(({ id }) => id))
    const back = await this.#movesBack(moves)
    return pickings.map(({ id, name }) => ({
      id: String(id),
      number: textOf(name) ?? String(id),
      lines: moves.filter((move) => idOf(move.picking_id) === id).map((move) => ({
        id: String(move.id),
        orderLineId: String(idOf(move.sale_line_id)),
        left: toQuantity(movedOf(move) - back.filter((other) => idOf(other.origin_returned_move_id) === move.id).reduce((sum, other) => sum + toQuantity(other.product_uom_qty), 0))
      }))
    }))
  }

  #moves (pickingIds: readonly number[]): Promise<Row[]> {
    return this.#odoo.searchRead(MOVE, [['picking_id', 'in', [...pickingIds]], ['sale_line_id', '!=', false], ['state', '=', 'done']], ['id', 'picking_id', 'sale_line_id', ...MOVED_FIELDS], { limit: MAX_MOVES })
  }

  #movesBack (moves: readonly Row[]): Promise<Row[]> {
    return this.#odoo.searchRead(MOVE, [['origin_returned_move_id', 'in', moves.map(({ id }) => id)], ['state', '!=', 'cancel']], ['id', 'picking_id', 'origin_returned_move_id', 'product_uom_qty'], { limit: MAX_MOVES })
  }

  /** Fills in the wizard, which is nothing but a form: a lost answer leaves nothing behind. */
  async #openWizard ({ delivery, quantities }: ReturnPlan, { kind }: ReturnRequest): Promise<number> {
    const picking = Number(delivery.id)
    const context = { active_model: PICKING, active_id: picking, active_ids: [picking] }
    const wizard = await this.#odoo.create(WIZARD, { picking_id: picking }, { context, isWrite: false })
    const [form] = await this.#odoo.searchRead(WIZARD, [['id', '=', wizard]], ['product_return_moves'])
    const lines = await this.#odoo.searchRead(WIZARD_LINE, [['id', 'in', idsOf(form?.product_return_moves)]], ['id', 'move_id', 'quantity'])
    const hasRefund = (await this.#odoo.fields(WIZARD_LINE)).has('to_refund')
    const open = new Set(quantities.keys())
    for (const line of lines) {
      const move = String(idOf(line.move_id))
      open.delete(move)
      // Lines start full in old versions and empty in new ones: each is set.
      await this.#odoo.write(WIZARD_LINE, [line.id], { quantity: quantities.get(move) ?? 0, ...(hasRefund && { to_refund: kind === 'return' }) }, false)
    }
    if (open.size > 0) throw new Rejected(`Odoo does not offer all of these goods of ${delivery.number} for a return`)
    return wizard
  }

  /** @returns the picking that was made, undefined where Odoo does not tell */
  async #runWizard (wizard: number, { key }: ReturnRequest): Promise<number | undefined> {
    // A field that is not copied takes its default from here, in the same transaction.
    const context = { [`default_${this.#options.returnKeyField}`]: key }
    for (const method of RETURN_METHODS) {
      try {
        const action = await this.#odoo.call({ model: WIZARD, method, ids: [wizard], isWrite: true, context })
        const id: unknown = typeof action === 'object' && action !== null ? (action as { res_id?: unknown }).res_id : undefined
        return typeof id === 'number' ? id : undefined
      } catch (error) {
        if (!(error instanceof NoMethod)) throw error
      }
    }
    throw new Rejected('This version of Odoo makes returns in a way that is not known here; make it by hand')
  }

  async #settle (picking: number | undefined, request: ReturnRequest): Promise<Return> {
    if (picking === undefined) throw new Uncertain('Odoo did not tell which return it made')
    await this.#mark(picking, request)
    const [row] = await this.#odoo.searchRead(PICKING, [['id', '=', picking]], ['id', 'name', 'state'])
    if (row === undefined) throw new Uncertain('Odoo does not show the return that it made')
    return this.#toReturn(row)
  }

  /** Writes the key into the return. One that stays without it is found by its goods. */
  async #mark (picking: number, { key, kind, reason }: ReturnRequest): Promise<void> {
    const fields = await this.#odoo.fields(PICKING)
    const hasKey = fields.has(this.#options.returnKeyField)
    const note = `<p>${toHtml(kind === 'exchange' ? `Exchange: ${reason}` : reason)}</p><p>${markOfReturn(key)}</p>`
    const values = { ...(hasKey && { [this.#options.returnKeyField]: key }), ...(fields.has('note') && { note }) }
    try {
      if (Object.keys(values).length > 0) await this.#odoo.write(PICKING, [picking], values)
    } catch (error) {
      if (!(error instanceof Rejected)) throw error
      this.#hub.log.warn({ picking, err: error }, 'a return was made in Odoo and cannot be marked; it is known by its goods')
    }
  }

  async #findMarked ({ key }: ReturnRequest): Promise<Row | undefined> {
    const fields = await this.#odoo.fields(PICKING)
    const keyField = this.#options.returnKeyField
    const shown = ['id', 'name', 'state']
    if (fields.has(keyField)) {
      const [row] = await this.#odoo.searchRead(PICKING, [[keyField, '=', key]], shown, { limit: 1 })
      if (row !== undefined) return row
    }
    if (!fields.has('note')) return undefined
    return (await this.#odoo.searchRead(PICKING, [['note', 'ilike', markOfReturn(key)]], shown, { limit: 1 }))[0]
  }

  /** A return that the hub's user made of the same goods, and that carries no key: its answer got lost. */
  async #findOrphan (request: ReturnRequest): Promise<Row | undefined> {
    const order = toId(request.orderId)
    const pickings = order === undefined ? [] : await this.#odoo.searchRead(PICKING, [...deliveriesOf(order), ['state', '=', 'done']], ['id'])
    if (pickings.length === 0) return undefined
    const moves = await this.#moves(pickings.map(({ id }) => id))
    const back = await this.#movesBack(moves)
    const made = [...new Set(back.map((move) => idOf(move.picking_id)).filter((id) => id !== undefined))]
    if (made.length === 0) return undefined
    const candidates = await this.#odoo.searchRead(PICKING, [['id', 'in', made], ['create_uid.login', '=', this.#options.user], ['state', '!=', 'cancel']], ['id', 'name', 'state', 'note', this.#options.returnKeyField])
    const lineOf = new Map(moves.map((move) => [move.id, String(idOf(move.sale_line_id))]))
    return candidates.find((row) => isUnmarked(row, this.#options.returnKeyField) && isSameReturn(request, goodsOf(row.id, back, lineOf)))
  }

  #toReturn ({ id, name, state }: Row): Return {
    if (state === 'cancel') throw new Rejected(`The return ${textOf(name) ?? id} was made and then cancelled in Odoo`)
    return {
      id: String(id),
      number: textOf(name) ?? String(id),
      status: state === 'draft' ? 'draft' : state === 'done' ? 'approved' : 'requested',
      url: pageOf(this.#options.url, PICKING, id)
    }
  }
}

function isUnmarked (row: Row, keyField: string): boolean {
  return textOf(row[keyField]) === undefined && !hasReturnMark(textOf(row.note) ?? '')
}

/** Quantities that come back with a picking, by order line. */
function goodsOf (picking: number, back: readonly Row[], lineOf: ReadonlyMap<number, string>): Map<string, number> {
  const goods = new Map<string, number>()
  for (const move of back.filter((move) => idOf(move.picking_id) === picking)) {
    const line = lineOf.get(idOf(move.origin_returned_move_id) ?? 0)
    if (line !== undefined) goods.set(line, (goods.get(line) ?? 0) + toQuantity(move.product_uom_qty))
  }
  return goods
}
