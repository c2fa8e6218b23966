import { Rejected, type ReturnRequest } from '@kefuhub/contract'

/** Something that was delivered and can come back. */
export interface DeliveredLine {
  /** Unique among all lines of all deliveries. */
  id: string
  orderLineId: string
  /** How much of it has not come back yet. */
  left: number
}

/** A delivery that has left. */
export interface Delivered {
  id: string
  /** Shown to people. */
  number: string
  lines: DeliveredLine[]
}

/** What of a delivery comes back. */
export interface ReturnPlan {
  delivery: Delivered
  /** Quantity by id of the delivered line. */
  quantities: Map<string, number>
}

const EPSILON = 1e-6

/**
 * The one delivery that all of it came with: these systems return one delivery at a time.
 * @throws Rejected when nothing fits, with the reason
 */
export function chooseDelivery (request: ReturnRequest, deliveries: readonly Delivered[]): ReturnPlan {
  const wanted = wantedOf(request)
  for (const delivery of deliveries) {
    const quantities = takeFrom(delivery.lines, wanted)
    if (quantities !== undefined) return { delivery, quantities }
  }
  for (const [lineId, quantity] of wanted) {
    const left = sumOf(deliveries.flatMap(({ lines }) => lines).filter(({ orderLineId }) => orderLineId === lineId).map((line) => line.left))
    if (left + EPSILON < quantity) {
      throw new Rejected(`Of order line ${lineId} only ${left} can come back, not ${quantity}; what was not delivered, or came back already, cannot be returned`)
    }
  }
  throw new Rejected(`The goods left with several deliveries (${deliveries.slice(0, 5).map(({ number }) => number).join(', ')}); ask for one return for each`)
}

/** What is to come back, by id of the order line. @throws Rejected */
export function wantedOf ({ kind, lines }: ReturnRequest): Map<string, number> {
  if (kind === 'refund') throw new Rejected('A refund without goods is made by a person in the other system; ask for a return')
  if (lines.length === 0) throw new Rejected('The return has no lines; say which goods come back')
  const wanted = new Map<string, number>()
  for (const { lineId, quantity } of lines) {
    if (!(quantity > 0) || !Number.isFinite(quantity)) throw new Rejected(`The quantity of order line ${lineId} must be above 0`)
    wanted.set(lineId, (wanted.get(lineId) ?? 0) + quantity)
  }
  return wanted
}

/** Whether a return that was found holds exactly what was asked for. */
export function isSameReturn (request: ReturnRequest, returned: ReadonlyMap<string, number>): boolean {
  const wanted = wantedOf(request)
  return wanted.size === returned.size && [...wanted].every(([lineId, quantity]) => Math.abs((returned.get(lineId) ?? 0) - quantity) < EPSILON)
}

function takeFrom (lines: readonly DeliveredLine[], wanted: ReadonlyMap<string, number>): Map<string, number> | undefined {
  const quantities = new Map<string, number>()
  for (const [lineId, quantity] of wanted) {
    let open = quantity
    for (const { id, orderLineId, left } of lines) {
      if (orderLineId !== lineId || left < EPSILON || open < EPSILON) continue
      const taken = Math.min(left, open)
      quantities.set(id, taken)
      open -= taken
    }
    if (open > EPSILON) return undefined
  }
  return quantities
}

function sumOf (numbers: readonly number[]): number { return numbers.reduce((sum, number) => sum + number, 0) }
