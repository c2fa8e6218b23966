import { formatLocalTime } from '../erp/local-time.js'
import { FilterError, compileFilter, type Values } from './kingdee-filter.js'

/** A bill: its head, and its tables by the names of their entities. Values stand under the keys of fields. */
export interface Bill { id: number, head: Record<string, unknown>, tables: Record<string, Array<Record<string, unknown>>> }

/** A form: the fields of the head, and of each table. */
export interface FormDef { series: string, head: readonly string[], tables: Readonly<Record<string, readonly string[]>> }

/** Why a call does not work. */
export class K3Error extends Error {
  readonly msgCode: number
  readonly field: string

  constructor (msgCode: number, message: string, field = '') {
    super(message)
    this.msgCode = msgCode
    this.field = field
  }
}

const HEAD = ['FID', 'FBillNo', 'FDate', 'FDocumentStatus', 'FCancelStatus', 'FModifyDate', 'FCreatorId.FName']

/** The forms that the plugin meets. @param more fields of the sales return and the order that an administrator made */
export function formsOf (more: { order: readonly string[], return: readonly string[] }): Record<string, FormDef> {
  return {
    SAL_SaleOrder: {
      series: 'XSDD',
      head: [...HEAD, 'FCloseStatus', 'FSettleCurrId.FNumber', 'FCustId.FNumber', 'FCustId.FName', 'FReceiveContact', 'FLinkPhone', 'FReceiveAddress', ...more.order],
      tables: { FSaleOrderEntry: ['FSaleOrderEntry_FEntryID', 'FMaterialId.FNumber', 'FMaterialName', 'FQty', 'FTaxPrice', 'FAllAmount', 'FStockOutQty', 'FReturnQty'] }
    },
    SAL_OUTSTOCK: {
      series: 'XSCKD',
      head: [...HEAD, 'FCarrierID.FName', 'FCarriageNO'],
      tables: { FEntity: ['FEntity_FEntryID', 'FSoorDerno', 'FSOEntryId', 'FRealQty'], FOutStockTrace: ['FLogComId.FName', 'FCarryBillNo'] }
    },
    SAL_RETURNSTOCK: {
      series: 'XSTHD',
      head: [...HEAD, 'FHeadNote', ...more.return],
      tables: { FEntity: ['FEntity_FEntryID', 'FSrcBillNo', 'FSOEntryId', 'FRealQty'] }
    }
  }
}

/** The bills of a simulated site. */
export class KingdeeBills {
  readonly forms: Readonly<Record<string, FormDef>>
  readonly #bills = new Map<string, Map<number, Bill>>()
  readonly #timeZone: string
  readonly #now: () => number
  #ids = 100_000

  constructor (forms: Readonly<Record<string, FormDef>>, timeZone: string, now: () => number) {
    this.forms = forms
    this.#timeZone = timeZone
    this.#now = now
  }

  form (id: unknown): FormDef {
    const form = Object.hasOwn(this.forms, String(id)) ? this.forms[String(id)] : undefined
    if (form === undefined) throw new K3Error(8, `业务对象${String(id)}不存在`, 'FormId')
    return form
  }

  all (form: string): Bill[] { return [...this.#table(form).values()] }

  get (form: string, id: number): Bill {
    const bill = this.#table(form).get(id)
    if (bill === undefined) throw new K3Error(10, '数据不存在')
    return bill
  }

  insert (form: string, head: Record<string, unknown>, tables: Bill['tables'], creator: string): Bill {
    const { series } = this.form(form)
    const id = ++this.#ids
    const time = this.time()
    const bill: Bill = {
      id,
      head: {
        FID: id,
        FBillNo: `${series}${String(this.#table(form).size + 1).padStart(6, '0')}`,
        FDate: time,
        FDocumentStatus: 'A',
        FCancelStatus: 'A',
        FModifyDate: time,
        'FCreatorId.FName': creator,
        ...head
      },
      tables: Object.fromEntries(Object.entries(tables).map(([entity, rows]) => [entity, rows.map((row) => ({ [`${entity}_FEntryID`]: ++this.#ids, ...row }))]))
    }
    this.#table(form).set(id, bill)
    return bill
  }

  /** Rows of a query: a row for each line of every table that it names. */
  query ({ FormId, FieldKeys, FilterString, OrderString, StartRow = 0, Limit = 2000 }: Record<string, unknown>): unknown[][] {
    const form = this.form(FormId)
    if (Number(Limit) > 10_000) throw new K3Error(8, 'Limit不能超过10000', 'Limit')
    const keys = String(FieldKeys).split(',').map((key) => key.trim())
    const names = new Set(keys)
    const orders = String(OrderString ?? '').split(',').map((part) => part.trim().split(/\s+/)).filter(([key]) => key !== '')
    for (const [key = ''] of orders) names.add(key)
    let fits: (values: Values) => boolean
    try {
      fits = compileFilter(String(FilterString ?? ''), names)
    } catch (error) {
      if (error instanceof FilterError) throw new K3Error(4, error.message)
      throw error
    }
    const used = this.#tablesOf(form, names)
    const rows = this.all(String(FormId)).flatMap((bill) => joined(bill, used)).filter(fits).sort((one, other) => {
      for (const [key = '', direction] of orders) {
        const [a, b] = [one.get(key.toLowerCase()) as string, other.get(key.toLowerCase()) as string]
        if (a !== b) return (a < b ? -1 : 1) * (direction?.toLowerCase() === 'desc' ? -1 : 1)
      }
      return 0
    })
    return rows.slice(Number(StartRow), Number(StartRow) + Number(Limit)).map((row) => keys.map((key) => row.get(key.toLowerCase()) ?? null))
  }

  /** The site's clock. */
  time (): string { return formatLocalTime(new Date(this.#now()), this.#timeZone).replace(' ', 'T') }

  #tablesOf ({ head, tables }: FormDef, names: ReadonlySet<string>): string[] {
    const used = new Set<string>()
    for (const name of names) {
      const is = (key: string): boolean => key.toLowerCase() === name.toLowerCase()
      const [entity] = Object.entries(tables).find(([, keys]) => keys.some(is)) ?? []
      if (entity !== undefined && !head.some(is)) used.add(entity)
      else if (!head.some(is)) throw new K3Error(9, `字段${name}不存在`, name)
    }
    return [...used]
  }

  #table (form: string): Map<number, Bill> {
    this.form(form)
    const table = this.#bills.get(form) ?? new Map<number, Bill>()
    this.#bills.set(form, table)
    return table
  }
}

/** Two tables in one query give every pair of their rows. A table without rows gives one that is empty. */
function joined ({ head, tables }: Bill, used: readonly string[]): Values[] {
  let rows: Array<Record<string, unknown>> = [head]
  for (const entity of used) {
    const own = tables[entity] ?? []
    rows = rows.flatMap((row) => (own.length === 0 ? [{}] : own).map((line) => ({ ...row, ...line })))
  }
  return rows.map((row) => new Map(Object.entries(row).map(([key, value]) => [key.toLowerCase(), value])))
}
