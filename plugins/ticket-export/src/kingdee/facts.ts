/**
 * What is known of K3Cloud but was not proved on every site. Names of fields differ by version and by what was configured: each one can be
 * named in the option `fields`, and what `QueryBusinessInfo` says is not there is left out where it can be left out.
 */

/** Mixed into the second part of the AppID. */
export const GATEWAY_KEY = '0054f397c6234378b09ca7d3e5debce7'
export const SERVICE = 'Kingdee.BOS.WebApi.ServicesStub.DynamicFormService'

/** The forms. */
export const FORMS = { order: 'SAL_SaleOrder', delivery: 'SAL_OUTSTOCK', return: 'SAL_RETURNSTOCK' } as const
/** One of the forms. */
export type FormName = keyof typeof FORMS

/** The names of the fields, by what they mean to the hub. */
export const FIELDS = {
  orderId: 'FID',
  orderNumber: 'FBillNo',
  orderDate: 'FDate',
  orderStatus: 'FDocumentStatus',
  orderClosed: 'FCloseStatus',
  orderCancelled: 'FCancelStatus',
  orderChangedAt: 'FModifyDate',
  orderCurrency: 'FSettleCurrId.FNumber',
  customerName: 'FCustId.FName',
  receiverName: 'FReceiveContact',
  receiverPhone: 'FLinkPhone',
  lineId: 'FSaleOrderEntry_FEntryID',
  lineSku: 'FMaterialId.FNumber',
  lineTitle: 'FMaterialName',
  lineQuantity: 'FQty',
  linePrice: 'FTaxPrice',
  lineAmount: 'FAllAmount',
  lineShipped: 'FStockOutQty',
  lineReturned: 'FReturnQty',
  deliveryId: 'FID',
  deliveryNumber: 'FBillNo',
  deliveryDate: 'FDate',
  deliveryStatus: 'FDocumentStatus',
  deliveryOrder: 'FSoorDerno',
  deliveryCarrier: 'FCarrierID.FName',
  deliveryWaybill: 'FCarriageNO',
  deliveryLineId: 'FEntity_FEntryID',
  deliveryOrderLine: 'FSOEntryId',
  deliveryQuantity: 'FRealQty',
  traceCarrier: 'FLogComId.FName',
  traceWaybill: 'FCarryBillNo',
  returnId: 'FID',
  returnNumber: 'FBillNo',
  returnStatus: 'FDocumentStatus',
  returnCancelled: 'FCancelStatus',
  returnCreator: 'FCreatorId.FName',
  returnSource: 'FSrcBillNo',
  returnEntity: 'FEntity',
  returnLineId: 'FEntity_FEntryID',
  returnOrderLine: 'FSOEntryId',
  returnQuantity: 'FRealQty',
  returnReason: 'FHeadNote'
} as const
/** What a field means to the hub. */
export type FieldName = keyof typeof FIELDS

/** What an order or a return can do without, where a site does not have it. */
export const OPTIONAL: ReadonlySet<FieldName> = new Set<FieldName>([
  'orderClosed', 'orderCancelled', 'orderCurrency', 'receiverName', 'receiverPhone', 'lineTitle', 'linePrice', 'lineShipped', 'lineReturned', 'deliveryCarrier', 'deliveryWaybill',
  'traceCarrier', 'traceWaybill', 'returnCancelled', 'returnCreator', 'returnReason'
])

/** `FDocumentStatus`: Z draft, A created, B under review, C approved, D to be reviewed again. */
export const APPROVED = 'C'
export const IN_REVIEW = 'B'
/** `FCloseStatus` and `FCancelStatus`. */
export const YES = 'B'
/** Of the reason of a return. */
export const MAX_REASON_CHARS = 255

/** Numbers of currencies as a new site has them. */
export const CURRENCIES: Readonly<Record<string, string>> = {
  PRE001: 'CNY', PRE002: 'HKD', PRE003: 'EUR', PRE004: 'JPY', PRE005: 'TWD', PRE006: 'GBP', PRE007: 'USD'
}

/** Somebody has the same document open. */
export const LOCKED_MS = 5000
/** The calls of a while are used up. */
export const CALL_LIMIT_MS = 60_000
/** Rows that one query gives at most. */
export const MAX_ROWS = 2000
