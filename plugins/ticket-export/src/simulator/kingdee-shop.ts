import { formatLocalTime } from '../erp/local-time.js'
import { K3Error, type Bill, type KingdeeBills } from './kingdee-bills.js'

/** An order. */
export interface KingdeeOrder {
  number?: string
  customer: { name: string, phone?: string }
  placedAt: Date
  lines: Array<{ sku: string, title: string, quantity: number, price: number }>
  currency?: string
  /** Further values of the head. */
  more?: Record<string, unknown>
}

const [ORDER, DELIVERY, RETURN] = ['SAL_SaleOrder', 'SAL_OUTSTOCK', 'SAL_RETURNSTOCK'] as const
const CLERK = '仓库小李'

/** What people do at a simulated site, and what its bills do to each other. */
export class KingdeeShop {
  readonly #bills: KingdeeBills
  readonly #timeZone: string

  constructor (bills: KingdeeBills, timeZone: string) {
    this.#bills = bills
    this.#timeZone = timeZone
  }

  addOrder ({ number, customer, placedAt, lines, currency = 'PRE001', more = {} }: KingdeeOrder): Bill {
    return this.#bills.insert(ORDER, {
      ...(number !== undefined && { FBillNo: number }),
      FDate: formatLocalTime(placedAt, this.#timeZone).replace(' ', 'T'),
      FDocumentStatus: 'C',
      FCloseStatus: 'A',
      'FSettleCurrId.FNumber': currency,
      'FCustId.FNumber': 'C001',
      'FCustId.FName': 'Flagship store',
      FReceiveContact: customer.name,
      FLinkPhone: customer.phone ?? '',
      ...more
    }, {
      FSaleOrderEntry: lines.map(({ sku, title, quantity, price }) => ({
        'FMaterialId.FNumber': sku, FMaterialName: title, FQty: quantity, FTaxPrice: price, FAllAmount: Math.round(quantity * price * 100) / 100, FStockOutQty: 0, FReturnQty: 0
      }))
    }, CLERK)
  }

  /** Sends part of an order, or what is left of it. @param quantities by the place of the line */
  ship (order: Bill, { carrier = '', waybill = '', quantities, traces = [], isDraft }: { carrier?: string, waybill?: string, quantities?: readonly number[], traces?: Array<[carrier: string, waybill: string]>, isDraft?: true } = {}): Bill {
    const lines = order.tables.FSaleOrderEntry ?? []
    const rows = lines.flatMap((line, place) => {
      const quantity = quantities?.[place] ?? (quantities === undefined ? Number(line.FQty) - Number(line.FStockOutQty) : 0)
      if (quantity <= 0) return []
      if (!isDraft) line.FStockOutQty = Number(line.FStockOutQty) + quantity
      return [{ FSoorDerno: order.head.FBillNo, FSOEntryId: line.FSaleOrderEntry_FEntryID, FRealQty: quantity }]
    })
    return this.#bills.insert(DELIVERY, { FDocumentStatus: isDraft ? 'A' : 'C', 'FCarrierID.FName': carrier, FCarriageNO: waybill }, {
      FEntity: rows, FOutStockTrace: traces.map(([name, number]) => ({ 'FLogComId.FName': name, FCarryBillNo: number }))
    }, CLERK)
  }

  cancel (bill: Bill): void { bill.head.FCancelStatus = 'B' }

  /** Pushes lines of one delivery down to a return. */
  push (entryIds: readonly number[], creator: string): Bill {
    const deliveries = this.#bills.all(DELIVERY)
    const source = deliveries.find((delivery) => delivery.tables.FEntity?.some((row) => entryIds.includes(Number(row.FEntity_FEntryID))))
    const rows = source?.tables.FEntity?.filter((row) => entryIds.includes(Number(row.FEntity_FEntryID))) ?? []
    if (source === undefined || rows.length !== entryIds.length) throw new K3Error(10, '源单分录不存在')
    if (source.head.FDocumentStatus !== 'C') throw new K3Error(12, '源单未审核')
    const open = rows.map((row) => ({ ...row, left: Number(row.FRealQty) - this.#returned(source, row) })).filter(({ left }) => left > 0)
    if (open.length === 0) throw new K3Error(11, '源单已全部退货')
    return this.#bills.insert(RETURN, { FHeadNote: '' }, {
      FEntity: open.map((row) => ({ FSrcBillNo: source.head.FBillNo, FSOEntryId: (row as Record<string, unknown>).FSOEntryId, FRealQty: row.left }))
    }, creator)
  }

  /** What an audited return does to its order. */
  audited (bill: Bill): void {
    for (const row of bill.tables.FEntity ?? []) {
      const line = this.#bills.all(ORDER).flatMap((order) => order.tables.FSaleOrderEntry ?? []).find((line) => line.FSaleOrderEntry_FEntryID === row.FSOEntryId)
      if (line !== undefined) line.FReturnQty = Number(line.FReturnQty) + Number(row.FRealQty)
    }
  }

  /** The order of a return. */
  orderOf (bill: Bill): unknown {
    const [row] = bill.tables.FEntity ?? []
    return this.#bills.all(ORDER).find((order) => order.tables.FSaleOrderEntry?.some((line) => line.FSaleOrderEntry_FEntryID === row?.FSOEntryId))?.id
  }

  #returned (source: Bill, row: Record<string, unknown>): number {
    return this.#bills.all(RETURN)
      .filter(({ head }) => head.FCancelStatus !== 'B')
      .flatMap(({ tables }) => tables.FEntity ?? [])
      .filter((other) => other.FSrcBillNo === source.head.FBillNo && other.FSOEntryId === row.FSOEntryId)
      .reduce((sum, other) => sum + Number(other.FRealQty), 0)
  }
}
