import { isDeliveryError, type Shipment } from '@kefuhub/contract'
import { parseLocalTime } from '../erp/local-time.js'
import { splitNumbers, webAddress } from '../erp/tracking.js'
import { listAt, textAt } from '../tickets/foreign.js'
import { TRACKING } from './facts.js'
import { isName, type Doc, type Filter, type Frappe } from './frappe.js'

export const DELIVERY = 'Delivery Note'
const SHIPMENT = 'Shipment'
const MAX_NOTES = 100
const FIELDS = ['name', 'docstatus', 'status', 'transporter_name', 'lr_no', 'posting_date', 'posting_time']

/** The condition that picks the deliveries of an order. */
export function deliveriesOf (order: string): Filter[] {
  return [['Delivery Note Item', 'against_sales_order', '=', order], ['is_return', '=', 0]]
}

/** What left, or will leave, for an order: each shipment, and each delivery note without one. */
export async function readLogistics (frappe: Frappe, order: string, timeZone: string): Promise<Shipment[]> {
  if (!isName(order)) return []
  const notes = await frappe.list(DELIVERY, { fields: FIELDS, filters: [...deliveriesOf(order), ['docstatus', '!=', 2]], limit: MAX_NOTES })
  const shipments = notes.length === 0 ? [] : await readShipments(frappe, notes.map(({ name }) => name))
  return notes.flatMap((note) => {
    const theirs = shipments.filter((shipment) => listAt(shipment, 'shipment_delivery_note').some((row) => textAt(row, 'delivery_note') === note.name))
    return theirs.length === 0 ? [fromNote(note, timeZone)] : theirs.map((shipment) => fromShipment(shipment, note, timeZone))
  })
}

async function readShipments (frappe: Frappe, notes: string[]): Promise<Doc[]> {
  try {
    const found = await frappe.list(SHIPMENT, { fields: ['name'], filters: [['Shipment Delivery Note', 'delivery_note', 'in', notes], ['docstatus', '!=', 2]], limit: MAX_NOTES })
    const docs = await Promise.all(found.map(({ name }) => frappe.get(SHIPMENT, name)))
    return docs.filter((doc) => doc !== undefined)
  } catch (error) {
    // A site may have no shipments, or the user no right to see them.
    if (isDeliveryError(error) && (error.verdict === 'unauthorized' || error.verdict === 'rejected')) return []
    throw error
  }
}

function fromNote (note: Doc, timeZone: string): Shipment {
  const carrier = textAt(note, 'transporter_name')
  const isGone = note.docstatus === 1
  const shippedAt = isGone ? shippedAtOf(note, timeZone) : undefined
  return {
    id: note.name,
    number: note.name,
    ...(carrier !== undefined && { carrier }),
    trackingNumbers: splitNumbers(textAt(note, 'lr_no')),
    // A delivery note says that goods left, and nothing of their way.
    state: isGone ? 'moving' : 'waiting',
    ...(shippedAt && { shippedAt }),
    steps: []
  }
}

function fromShipment (shipment: Doc, note: Doc, timeZone: string): Shipment {
  const own = fromNote(note, timeZone)
  const carrier = [textAt(shipment, 'carrier'), textAt(shipment, 'carrier_service')].filter((word) => word !== undefined).join(' ')
  const numbers = splitNumbers(textAt(shipment, 'awb_number'))
  const trackingUrl = webAddress(textAt(shipment, 'tracking_url'))
  const word = textAt(shipment, 'tracking_status')
  return {
    ...own,
    // One shipment may hold several notes: together they are unique.
    id: `${shipment.name}/${note.name}`,
    ...(carrier !== '' && { carrier }),
    trackingNumbers: numbers.length > 0 ? numbers : own.trackingNumbers,
    ...(trackingUrl !== undefined && { trackingUrl }),
    state: word === undefined ? own.state : Object.hasOwn(TRACKING, word) ? TRACKING[word] ?? 'unknown' : 'unknown'
  }
}

function shippedAtOf (note: Doc, timeZone: string): Date | undefined {
  // Times may lack the leading zero: 8:05:00.
  const time = (textAt(note, 'posting_time') ?? '').split('.')[0]?.padStart(8, '0')
  return parseLocalTime(`${textAt(note, 'posting_date') ?? ''} ${time}`, timeZone) ?? parseLocalTime(textAt(note, 'posting_date'), timeZone)
}
