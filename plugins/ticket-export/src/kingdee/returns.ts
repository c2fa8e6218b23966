import { DeliveryError, Rejected, Unauthorized, Uncertain, type ErpHub, type Return, type ReturnRequest } from '@kefuhub/contract'
import { chooseDelivery, wantedOf, type Delivered, type ReturnPlan } from '../erp/choose-delivery.js'
import { toQuantity } from '../erp/money.js'
import { hasReturnMark, markOfReturn } from '../erp/return-mark.js'
import { clean } from '../tickets/marks.js'
import { listAt, textAt } from '../tickets/foreign.js'
import { APPROVED, FORMS, IN_REVIEW, MAX_REASON_CHARS, YES } from './facts.js'
import { idsIn, isId, quoted } from './filter.js'
import type { Column, K3, Row } from './k3.js'
import { numberOf } from './logistics.js'
import type { Options } from './options.js'

/** A sales return as it stands. */
interface Found { id: string, number: string, status: string, isCancelled: boolean }

const HEAD: readonly Column[] = ['returnId', 'returnNumber', 'returnStatus', 'returnCancelled']

/** Sales returns in K3Cloud, pushed down from a delivery; they stay unaudited unless the deployment says otherwise. */
export class Returns {
  readonly #hub: ErpHub
  readonly #k3: K3
  readonly #options: Options

  constructor (hub: ErpHub, k3: K3, options: Options) {
    this.#hub = hub
    this.#k3 = k3
    this.#options = options
  }

  async create (request: ReturnRequest): Promise<Return> {
    wantedOf(request)
    const found = await this.#find(request) ?? await this.#make(request)
    return toReturn(await this.#takeOn(found))
  }

  async find (request: ReturnRequest): Promise<Return | undefined> {
    const found = await this.#find(request)
    return found && toReturn(found)
  }

  /** By its key; or one that a lost call left without, which is then finished. */
  async #find (request: ReturnRequest): Promise<Found | undefined> {
    const marked = await this.#findMarked(request)
    if (marked !== undefined) return marked
    const orphan = await this.#findOrphan(request)
    return orphan === undefined ? undefined : this.#finish(orphan, request)
  }

  async #make (request: ReturnRequest): Promise<Found> {
    const plan = chooseDelivery(request, await this.#deliveries(request))
    try {
      return await this.#finish(await this.#push(plan), request)
    } catch (error) {
      if (!(error instanceof Uncertain)) throw error
      const found = await this.#find(request).catch((again: unknown) => { throw again instanceof DeliveryError ? error : again })
      if (found === undefined) throw error
      return found
    }
  }

  async #deliveries ({ orderId }: ReturnRequest): Promise<Delivered[]> {
    const number = await numberOf(this.#k3, orderId)
    const rows = number === undefined ? [] : await this.#deliveryLines(number)
    if (rows.length === 0) throw new Rejected('Nothing of this order was delivered in K3Cloud, so nothing can come back')
    const back = await this.#returnLines(rows.map((row) => textAt(row, 'deliveryNumber') ?? ''))
    const deliveries = new Map<string, Delivered>()
    for (const row of rows) {
      const [id, source, orderLineId] = [textAt(row, 'deliveryId') ?? '', textAt(row, 'deliveryNumber') ?? '', textAt(row, 'deliveryOrderLine') ?? '']
      const delivery = deliveries.get(id) ?? { id, number: source, lines: [] }
      deliveries.set(id, delivery)
      let left = toQuantity(row.deliveryQuantity)
      for (const line of back.filter((line) => textAt(line, 'returnSource') === source && textAt(line, 'returnOrderLine') === orderLineId)) {
        // Several lines of a delivery may be of one line of the order: what came back is taken from one after the other.
        const taken = Math.min(left, toQuantity(line.returnQuantity))
        left -= taken
        line.returnQuantity = toQuantity(line.returnQuantity) - taken
      }
      delivery.lines.push({ id: textAt(row, 'deliveryLineId') ?? '', orderLineId, left: toQuantity(left) })
    }
    return [...deliveries.values()]
  }

  #deliveryLines (order: string): Promise<Row[]> {
    const { deliveryOrder, deliveryStatus, deliveryId } = this.#options.fields
    return this.#k3.query('delivery', ['deliveryId', 'deliveryNumber', 'deliveryLineId', 'deliveryOrderLine', 'deliveryQuantity'], `${deliveryOrder}=${quoted(order)} and ${deliveryStatus}='${APPROVED}'`, { order: deliveryId })
  }

  /** Lines of all returns of deliveries, cancelled ones left out. */
  async #returnLines (numbers: readonly string[]): Promise<Row[]> {
    const filter = `${this.#options.fields.returnSource} in (${[...new Set(numbers)].map(quoted).join(',')})`
    const rows = await this.#k3.query('return', [...HEAD, 'returnSource', 'returnOrderLine', 'returnQuantity', 'returnCreator', this.#key], filter)
    return rows.filter((row) => row.returnCancelled !== YES)
  }

  /** Has the site make the return. @returns its id */
  async #push ({ quantities }: ReturnPlan): Promise<string> {
    const { pushRule } = this.#options
    const result = await this.#k3.act('Push', 'delivery', {
      EntryIds: [...quantities.keys()].join(','),
      TargetFormId: FORMS.return,
      IsEnableDefaultRule: pushRule === undefined ? 'true' : 'false',
      ...(pushRule !== undefined && { RuleId: pushRule }),
      IsDraftWhenSaveFail: 'false'
    })
    const id = textAt(listAt(result, 'ResponseStatus', 'SuccessEntitys')[0], 'Id')
    if (id === undefined || !isId(id)) throw new Uncertain('K3Cloud did not tell which return it made')
    return id
  }

  /** Writes key, reason and quantities; doing it twice changes nothing. */
  async #finish (id: string, request: ReturnRequest): Promise<Found> {
    const { returnEntity, returnQuantity, returnReason } = this.#options.fields
    const open = wantedOf(request)
    const lines = await this.#k3.query('return', ['returnLineId', 'returnOrderLine', 'returnQuantity'], idsIn(this.#options.fields.returnId, [id]))
    const entries = lines.flatMap((line) => {
      const orderLine = textAt(line, 'returnOrderLine') ?? ''
      const taken = Math.min(open.get(orderLine) ?? 0, toQuantity(line.returnQuantity))
      open.set(orderLine, (open.get(orderLine) ?? 0) - taken)
      return taken > 0 ? [{ FEntryID: Number(textAt(line, 'returnLineId')), [returnQuantity]: taken }] : []
    })
    const reason = clean(request.kind === 'exchange' ? `Exchange: ${request.reason}` : request.reason).slice(0, MAX_REASON_CHARS)
    const model = {
      FID: Number(id),
      [this.#key.field]: markOfReturn(request.key),
      ...(await this.#k3.has('return', returnReason) && { [returnReason]: reason }),
      [returnEntity]: entries
    }
    // The site deletes lines that are not sent, unless it is told not to.
    const isDeleteEntry = String(entries.length < lines.length)
    await this.#k3.act('Save', 'return', { NeedUpDateFields: [], NeedReturnFields: [], IsDeleteEntry: isDeleteEntry, Model: model })
    const found = await this.#findMarked(request)
    if (found === undefined) throw new Uncertain('K3Cloud does not show the return that it made')
    return found
  }

  /** Submits and audits, as far as the deployment says. What the site refuses stays for a person. */
  async #takeOn (found: Found): Promise<Found> {
    const { returnsUntil } = this.#options
    let current = found
    for (const action of returnsUntil === 'saved' ? [] : returnsUntil === 'submitted' ? ['Submit'] as const : ['Submit', 'Audit'] as const) {
      const isDone = current.status === APPROVED || current.isCancelled || (action === 'Submit' && current.status === IN_REVIEW)
      if (isDone) continue
      try {
        await this.#k3.act(action, 'return', { Numbers: [current.number] })
      } catch (error) {
        if (error instanceof Rejected) {
          this.#hub.log.warn({ document: current.number, action, err: error }, 'a return was made in K3Cloud and goes no further; somebody must look at it')
          return current
        }
        if (!(error instanceof Uncertain)) throw error
      }
      current = await this.#read(current)
    }
    return current
  }

  async #read (found: Found): Promise<Found> {
    const [row] = await this.#k3.query('return', HEAD, idsIn(this.#options.fields.returnId, [found.id]), { limit: 1 })
    return row === undefined ? found : toFound(row)
  }

  async #findMarked ({ key }: ReturnRequest): Promise<Found | undefined> {
    // Without it a repeat would make a second return, so nothing is made until somebody makes the field.
    if (!await this.#k3.has('return', this.#key.field)) {
      throw new Unauthorized(`K3Cloud's ${FORMS.return} has no field ${this.#key.field}; make it there, as a text, or name another one in returnKeyField`, { afterMs: 600_000 })
    }
    const [row] = await this.#k3.query('return', HEAD, `${this.#key.field}=${quoted(markOfReturn(key))}`, { limit: 1 })
    return row && toFound(row)
  }

  /** A draft that the hub's user pushed from the same goods, and that carries no key: an answer got lost before it could. */
  async #findOrphan (request: ReturnRequest): Promise<string | undefined> {
    // Without a creator it might be anybody's.
    if (!await this.#k3.has('return', this.#k3.fieldOf('returnCreator'))) return undefined
    const number = await numberOf(this.#k3, request.orderId)
    const sources = number === undefined ? [] : (await this.#deliveryLines(number)).map((row) => textAt(row, 'deliveryNumber') ?? '')
    if (sources.length === 0) return undefined
    const rows = await this.#returnLines(sources)
    const own = rows.filter((row) => textAt(row, 'returnCreator') === this.#options.user && /^[ZA]$/.test(textAt(row, 'returnStatus') ?? '') && !hasReturnMark(textAt(row, 'key') ?? ''))
    const wanted = wantedOf(request)
    return [...new Set(own.map((row) => textAt(row, 'returnId') ?? ''))].find((id) => holds(own.filter((row) => textAt(row, 'returnId') === id), wanted))
  }

  get #key (): { as: 'key', field: string } { return { as: 'key', field: this.#options.returnKeyField } }
}

/** Whether a draft has the wanted lines and no others, each with enough of it: the site pushes all that is left. */
function holds (rows: readonly Row[], wanted: ReadonlyMap<string, number>): boolean {
  const there = new Map<string, number>()
  for (const row of rows) {
    const line = textAt(row, 'returnOrderLine') ?? ''
    there.set(line, (there.get(line) ?? 0) + toQuantity(row.returnQuantity))
  }
  return there.size === wanted.size && [...wanted].every(([line, quantity]) => (there.get(line) ?? 0) >= quantity)
}

function toFound (row: Row): Found {
  const id = textAt(row, 'returnId') ?? ''
  return { id, number: textAt(row, 'returnNumber') ?? id, status: textAt(row, 'returnStatus') ?? '', isCancelled: row.returnCancelled === YES }
}

function toReturn ({ id, number, status, isCancelled }: Found): Return {
  if (isCancelled) throw new Rejected(`The return ${number} was made and then cancelled in K3Cloud`)
  return { id, number, status: status === APPROVED ? 'approved' : status === IN_REVIEW ? 'requested' : 'draft' }
}
