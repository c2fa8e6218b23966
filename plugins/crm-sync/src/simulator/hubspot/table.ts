/** A record as it is kept: small, so that a hundred thousand of them fit. */
export interface Row {
  id: number
  /** Values that were set; nothing is kept of an empty one. */
  values: Record<string, string>
  createdMs: number
  changedMs: number
  archivedMs?: number
  /** Where it stands in the order of changes. */
  slot: number
}

/** The records of one kind, in the order in which they were changed. */
export class Table {
  readonly #rows = new Map<number, Row>()
  readonly #unique = new Map<string, Map<string, number>>()
  #order: Array<Row | undefined> = []
  #live = 0
  #nextId: number

  /** @param unique names of the properties of which no two records have the same value */
  constructor (unique: readonly string[], firstId: number) {
    for (const name of unique) this.#unique.set(name, new Map())
    this.#nextId = firstId
  }

  /** How many records are not archived. */
  get size (): number { return this.#live }

  isUnique (name: string): boolean { return this.#unique.has(name) }

  get (id: number): Row | undefined { return this.#rows.get(id) }

  /** The record that has a value of a unique property, archived ones left out. */
  owner (name: string, value: string): Row | undefined {
    const id = this.#unique.get(name)?.get(value)
    return id === undefined ? undefined : this.#rows.get(id)
  }

  create (values: Record<string, string>, nowMs: number): Row {
    const row: Row = { id: this.#nextId++, values: {}, createdMs: nowMs, changedMs: nowMs, slot: -1 }
    this.#rows.set(row.id, row)
    this.#live++
    this.change(row, values, nowMs)
    return row
  }

  /** Sets values; an empty one is taken away. Checks nothing. */
  change (row: Row, values: Record<string, string>, nowMs: number): void {
    for (const [name, value] of Object.entries(values)) {
      const index = this.#unique.get(name)
      const old = row.values[name]
      if (index !== undefined && old !== undefined) index.delete(old)
      if (index !== undefined && value !== '') index.set(value, row.id)
      if (value === '') Reflect.deleteProperty(row.values, name)
      else row.values[name] = value
    }
    this.#touch(row, nowMs)
  }

  archive (row: Row, nowMs: number): void {
    if (row.archivedMs !== undefined) return
    row.archivedMs = nowMs
    this.#live--
    for (const [name, index] of this.#unique) {
      const value = row.values[name]
      if (value !== undefined) index.delete(value)
    }
    this.#order[row.slot] = undefined
  }

  /** Records that are not archived, the longest unchanged first. */
  * byChange (): Generator<Row> {
    for (const row of this.#order) if (row !== undefined) yield row
  }

  /** All records in the order of their ids, archived ones too. */
  byId (): IterableIterator<Row> { return this.#rows.values() }

  #touch (row: Row, nowMs: number): void {
    if (row.slot >= 0) this.#order[row.slot] = undefined
    row.changedMs = nowMs
    row.slot = this.#order.length
    this.#order.push(row)
    if (this.#order.length > 2 * this.#live + 1000) this.#compact()
  }

  #compact (): void {
    this.#order = this.#order.filter((row) => row !== undefined)
    for (const [slot, row] of this.#order.entries()) if (row !== undefined) row.slot = slot
  }
}
