import type { OdooDatabase, Stored } from './odoo-database.js'
import { userError } from './odoo-errors.js'

/** The wizard with which people in Odoo take goods back. */
export class ReturnWizard {
  readonly #database: OdooDatabase
  readonly #version: number

  constructor (database: OdooDatabase, version: number) {
    this.#database = database
    this.#version = version
  }

  /** The name of the last step, which changed. */
  get method (): string { return this.#version >= 18 ? 'action_create_returns' : 'create_returns' }

  /** Fills in the lines of a new wizard. */
  open (wizard: Stored): void {
    const picking = this.#picking(wizard)
    for (const move of this.#database.all('stock.move').filter((move) => move.picking_id === picking.id && move.state === 'done')) {
      const left = Number(move.quantity ?? move.quantity_done) - this.#returned(move.id)
      if (left <= 0) continue
      this.#database.insert('stock.return.picking.line', {
        wizard_id: wizard.id, product_id: move.product_id, move_id: move.id, quantity: this.#version >= 18 ? 0 : left
      })
    }
  }

  /** Makes the return. @returns the window action */
  finish (id: number, context: Record<string, unknown>): Record<string, unknown> {
    const wizard = this.#database.get('stock.return.picking', id)
    const original = this.#picking(wizard)
    const lines = this.#database.all('stock.return.picking.line').filter((line) => line.wizard_id === id && Number(line.quantity) > 0)
    if (lines.length === 0) throw userError('Please specify at least one non-zero quantity.')
    const count = this.#database.all('stock.picking').length
    const picking = this.#database.insert('stock.picking', {
      name: `WH/IN/${String(count + 1).padStart(5, '0')}`,
      origin: `Return of ${String(original.name)}`,
      sale_id: original.sale_id,
      picking_type_code: 'incoming',
      state: 'assigned',
      ...(this.#version >= 17 && { return_id: original.id })
    }, context)
    for (const line of lines) {
      const move = this.#database.get('stock.move', Number(line.move_id))
      this.#database.insert('stock.move', {
        picking_id: picking.id,
        sale_line_id: move.sale_line_id,
        product_id: line.product_id,
        product_uom_qty: line.quantity,
        state: 'assigned',
        origin_returned_move_id: move.id,
        to_refund: line.to_refund
      })
    }
    return { type: 'ir.actions.act_window', res_model: 'stock.picking', res_id: picking.id, view_mode: 'form,tree,calendar', context: {} }
  }

  #picking (wizard: Stored): Stored {
    const picking = this.#database.get('stock.picking', Number(wizard.picking_id))
    if (picking.state !== 'done') throw userError('You may only return Done pickings.')
    return picking
  }

  #returned (move: number): number {
    return this.#database.all('stock.move').filter((other) => other.origin_returned_move_id === move && other.state !== 'cancel').reduce((sum, other) => sum + Number(other.product_uom_qty), 0)
  }
}
