import { signedHeaders, type Signer } from '../kingdee/signature.js'
import { jsonOf, Router, type Answer, type Call, type Route } from './call.js'
import { K3Error, KingdeeBills, formsOf, type Bill } from './kingdee-bills.js'
import { KingdeeShop } from './kingdee-shop.js'
import type { Manners, System } from './server.js'

/** Who may call, and how the site is set up. Names that the plugin's options have mean the same here. */
export interface KingdeeSettings extends Omit<Signer, 'locale' | 'organization'> {
  locale?: number
  organization?: string
  /** Unit of the time in signatures; default `s`. */
  timestamp?: 's' | 'ms'
  timeZone?: string
  /** Fields that an administrator made; default: those that the plugin's options name. */
  custom?: { order?: readonly string[], return?: readonly string[] }
  emailField?: string
  contactKeyField?: string
  externalNumberField?: string
  returnKeyField?: string
  /** Fields that this site does not have. */
  without?: readonly string[]
  /** Whether the user may ask how forms are made; default true. */
  tellsInfo?: boolean
  /** Milliseconds since 1970; default: the machine's clock. */
  now?: () => number
}

const KEY = 'F_KEFUHUB_KEY'
/** Sites stand under this path, or under none. */
const BASES = ['/k3cloud', '']
const SERVICE = 'Kingdee.BOS.WebApi.ServicesStub.DynamicFormService'
const SKEW_MS = 15 * 60_000
const KIND = { ExecuteBillQuery: 'read', QueryBusinessInfo: 'read', Save: 'write', Push: 'write', Submit: 'write', Audit: 'write' } as const

/**
 * A simulator of a K3Cloud site with third-party authorisation: sales orders, deliveries, sales returns. It rests on what is published of
 * the WebAPI as far as the plugin uses it; every call needs its signature, fields that are not there are refused, and failures come with
 * HTTP 200.
 */
export class KingdeeSystem implements System {
  readonly router = new Router()
  readonly manners: Manners
  readonly bills: KingdeeBills
  /** What people do there. */
  readonly shop: KingdeeShop
  readonly #settings: KingdeeSettings
  readonly #now: () => number

  constructor (settings: KingdeeSettings) {
    this.#settings = settings
    const { timeZone = 'Asia/Shanghai', now = Date.now, without = [] } = settings
    const custom = settings.custom ?? customOf(settings)
    this.#now = now
    const forms = formsOf({ order: custom.order ?? [], return: custom.return ?? [KEY] })
    const kept = (fields: readonly string[]): string[] => fields.filter((field) => !without.includes(field))
    this.bills = new KingdeeBills(Object.fromEntries(Object.entries(forms).map(([id, form]) => [id, {
      ...form, head: kept(form.head), tables: Object.fromEntries(Object.entries(form.tables).map(([entity, fields]) => [entity, kept(fields)]))
    }])), timeZone, now)
    this.shop = new KingdeeShop(this.bills, timeZone)
    this.manners = {
      busy: failed(new K3Error(6, '数据库连接失败')),
      busyWithWait: failed(new K3Error(14, '调用次数超过限制')),
      unauthorized: failed(new K3Error(1, '会话信息已丢失，请重新登录')),
      rejected: failed(new K3Error(11, '违反了公司的规则', 'FNote')),
      unknown: { status: 404, headers: { 'content-type': 'text/html' }, body: '<html><body>404</body></html>' },
      failures: [failed(new K3Error(6, '数据库连接失败')), failed(new K3Error(13, '网络控制冲突')), { status: 502, headers: { 'content-type': 'text/html' }, body: '<html><body>Bad Gateway</body></html>' }]
    }
    for (const [service, kind] of Object.entries(KIND)) {
      for (const base of BASES) this.router.add(kind, 'POST', `${base}/${SERVICE}.${service}.common.kdsvc`, (call) => this.#answer(service as keyof typeof KIND, call))
    }
  }

  check (call: Call, route: Route | undefined): Answer | undefined {
    if (route === undefined) return undefined
    const [time, nonce] = [String(call.headers['x-api-timestamp']), String(call.headers['x-api-nonce'])]
    const { locale = 2052, organization = '', timestamp = 's' } = this.#settings
    const sentMs = Number(time) * (timestamp === 's' ? 1000 : 1)
    const right = signedHeaders({ ...this.#settings, locale, organization }, call.path, time, nonce)
    const isRight = Object.entries(right).every(([name, value]) => call.headers[name.toLowerCase()] === value)
    return isRight && Math.abs(sentMs - this.#now()) <= SKEW_MS ? undefined : this.manners.unauthorized
  }

  #answer (service: keyof typeof KIND, call: Call): Answer {
    try {
      const body = jsonOf(call)
      const data = body?.data as Record<string, unknown> | undefined
      if (data === undefined) throw new K3Error(8, '参数错误', 'data')
      return { status: 200, body: this.#deal(service, body?.formid, data) }
    } catch (error) {
      if (!(error instanceof K3Error)) throw error
      // A query that fails answers where its first row would stand.
      const answer = failed(error)
      return service === 'ExecuteBillQuery' ? { ...answer, body: [[answer.body]] } : answer
    }
  }

  #deal (service: keyof typeof KIND, form: unknown, data: Record<string, unknown>): unknown {
    switch (service) {
      case 'ExecuteBillQuery': return this.bills.query(data)
      case 'QueryBusinessInfo': return this.#info(data.FormId)
      case 'Push': return this.#push(form, data)
      case 'Save': return this.#save(form, data)
      case 'Submit': return this.#move(form, data, 'A', 'B')
      case 'Audit': return this.#move(form, data, 'B', 'C')
    }
  }

  #info (form: unknown): unknown {
    if (this.#settings.tellsInfo === false) throw new K3Error(2, '没有权限')
    const { head, tables } = this.bills.form(form)
    const entry = (key: string, fields: readonly string[]): object => ({ Key: key, Fields: [...new Set(fields.map((field) => field.split('.')[0]))].map((field) => ({ Key: field })) })
    return succeeded([], { NeedReturnData: { Id: form, Entrys: [entry('FBillHead', head), ...Object.entries(tables).map(([key, fields]) => entry(key, fields))] } })
  }

  #push (form: unknown, data: Record<string, unknown>): unknown {
    if (form !== 'SAL_OUTSTOCK' || data.TargetFormId !== 'SAL_RETURNSTOCK') throw new K3Error(8, '没有转换规则', 'TargetFormId')
    if (String(data.IsEnableDefaultRule) !== 'true' && data.RuleId !== 'OutStock-SalReturnStock') throw new K3Error(8, '转换规则不存在', 'RuleId')
    return succeeded([this.shop.push(String(data.EntryIds).split(',').map(Number), this.#settings.user)])
  }

  #save (form: unknown, { Model, IsDeleteEntry = 'true' }: Record<string, unknown>): unknown {
    const { FID, ...values } = Model as Record<string, unknown>
    const { head, tables } = this.bills.form(form)
    const bill = this.bills.get(String(form), Number(FID))
    if (!['Z', 'A', 'D'].includes(String(bill.head.FDocumentStatus))) throw new K3Error(12, '单据已提交，不能修改')
    for (const [key, value] of Object.entries(values)) {
      if (Object.hasOwn(tables, key)) this.#saveRows(bill, key, value as Array<Record<string, unknown>>, String(IsDeleteEntry) === 'true')
      else if (!head.includes(key)) throw new K3Error(9, `字段${key}不存在`, key)
      else if (typeof value === 'string' && value.length > 255) throw new K3Error(11, '长度超过255', key)
      else bill.head[key] = value
    }
    bill.head.FModifyDate = this.bills.time()
    return succeeded([bill])
  }

  #saveRows (bill: Bill, entity: string, rows: Array<Record<string, unknown>>, isDeleting: boolean): void {
    const there = bill.tables[entity] ?? []
    for (const { FEntryID, ...values } of rows) {
      const row = there.find((row) => row[`${entity}_FEntryID`] === FEntryID)
      if (row === undefined) throw new K3Error(10, '分录不存在', entity)
      if (values.FRealQty !== undefined && !(Number(values.FRealQty) > 0)) throw new K3Error(11, '数量必须大于0', 'FRealQty')
      Object.assign(row, values)
    }
    if (isDeleting) bill.tables[entity] = there.filter((row) => rows.some(({ FEntryID }) => row[`${entity}_FEntryID`] === FEntryID))
  }

  #move (form: unknown, { Numbers }: Record<string, unknown>, from: string, to: string): unknown {
    const bills = (Array.isArray(Numbers) ? Numbers : []).map((number) => this.bills.all(String(form)).find(({ head }) => head.FBillNo === number))
    for (const bill of bills) {
      if (bill === undefined) throw new K3Error(10, '单据不存在')
      if (bill.head.FDocumentStatus !== from) throw new K3Error(12, '单据状态不允许此操作')
      bill.head.FDocumentStatus = to
      if (to === 'C') this.shop.audited(bill)
    }
    return succeeded(bills.filter((bill) => bill !== undefined))
  }
}

function customOf ({ emailField, contactKeyField, externalNumberField, returnKeyField = KEY }: KingdeeSettings): { order: string[], return: string[] } {
  return { order: [emailField, contactKeyField, externalNumberField].filter((field) => field !== undefined), return: [returnKeyField] }
}

function succeeded (bills: readonly Bill[], more: object = {}): unknown {
  return {
    Result: {
      ResponseStatus: { IsSuccess: true, Errors: [], SuccessEntitys: bills.map(({ id, head }, at) => ({ Id: id, Number: head.FBillNo, DIndex: at })), MsgCode: 0 },
      ...(bills[0] && { Id: bills[0].id, Number: bills[0].head.FBillNo }),
      ...more
    }
  }
}

function failed ({ msgCode, message, field }: K3Error): Answer {
  const status = { ErrorCode: 500, IsSuccess: false, Errors: [{ FieldName: field === '' ? null : field, Message: message, DIndex: 0 }], SuccessEntitys: [], MsgCode: msgCode }
  return { status: 200, body: { Result: { ResponseStatus: status } } }
}
