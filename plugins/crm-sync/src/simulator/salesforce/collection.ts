import { SalesforceError } from './error.js'
import { normaliseId } from './id.js'
import type { SalesforceTable, WriteOptions } from './table.js'
import type { VendorAnswer } from '../vendor-server.js'

const MAX_RECORDS = 200

/** Creates or updates many records, each by itself. @throws SalesforceError for a request that is not well formed */
export function writeMany (tableOf: (name: string) => SalesforceTable, isCreate: boolean, body: Record<string, unknown>, options: WriteOptions): VendorAnswer {
  const records = recordsOf(body)
  for (const { id, Id, ...values } of records) tableOf(typeOf(values)).checkShape(values)
  return answerEach(records, (record) => {
    const table = tableOf(typeOf(record))
    if (isCreate) return { id: table.insert(record, options), success: true, errors: [] }
    const { id, Id: capitalised, ...values } = record
    const key = normaliseId(id ?? capitalised)
    if (key === undefined) throw new SalesforceError(400, 'MISSING_ARGUMENT', 'Id not specified in an update call')
    if (!table.rows.has(key)) throw new SalesforceError(400, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id')
    table.update(key, values)
    return { id: key, success: true, errors: [] }
  })
}

/** Creates or updates many records by an external id that each carries. @throws SalesforceError for a request that is not well formed */
export function upsertMany (table: SalesforceTable, given: string, body: Record<string, unknown>, options: WriteOptions): VendorAnswer {
  const field = table.canonical(given)
  table.byExternalId(given, '')
  const seen = new Set<string>()
  const records = recordsOf(body)
  for (const { id, Id, ...values } of records) table.checkShape(values)
  return answerEach(records, (record) => {
    if (typeOf(record).toLowerCase() !== table.name.toLowerCase()) throw new SalesforceError(400, 'INVALID_INPUT', 'All records must be of the type in the address')
    const { [String(field)]: value, ...values } = record
    if ('id' in values || 'Id' in values) throw new SalesforceError(400, 'INVALID_FIELD_FOR_INSERT_UPDATE', 'cannot specify Id in an upsert by another field')
    if (typeof value !== 'string' || value === '') throw new SalesforceError(400, 'MISSING_ARGUMENT', `${String(field)} not specified`)
    const rows = table.byExternalId(given, value)
    if (seen.has(value.toLowerCase())) throw new SalesforceError(400, 'DUPLICATE_VALUE', `Duplicate external id specified: ${value}`)
    seen.add(value.toLowerCase())
    if (rows.length > 1) throw new SalesforceError(300, 'DUPLICATE_EXTERNAL_ID', `${String(field)}: more than one record found for external id field`, [String(field)])
    const [row] = rows
    if (row === undefined) return { id: table.insert(record, options), success: true, errors: [], created: true }
    table.update(String(row['Id']), values)
    return { id: row['Id'], success: true, errors: [], created: false }
  })
}

function recordsOf ({ records, allOrNone = false }: Record<string, unknown>): Array<Record<string, unknown>> {
  if (!Array.isArray(records) || records.length === 0) throw new SalesforceError(400, 'INVALID_INPUT', 'records is needed')
  if (records.length > MAX_RECORDS) throw new SalesforceError(400, 'INVALID_INPUT', `No more than ${MAX_RECORDS} records can be sent at a time`)
  if (allOrNone !== false) throw new SalesforceError(400, 'INVALID_INPUT', 'The simulator takes records one by one only: allOrNone must be false')
  return records.map((record: unknown) => {
    if (typeof record !== 'object' || record === null) throw new SalesforceError(400, 'JSON_PARSER_ERROR', 'a record must be an object')
    return record as Record<string, unknown>
  })
}

function typeOf ({ attributes }: Record<string, unknown>): string {
  const type = (attributes as { type?: unknown } | undefined)?.type
  if (typeof type !== 'string') throw new SalesforceError(400, 'INVALID_INPUT', 'attributes.type is needed')
  return type
}

function answerEach (records: Array<Record<string, unknown>>, work: (record: Record<string, unknown>) => Record<string, unknown>): VendorAnswer {
  return {
    status: 200,
    body: records.map((record) => {
      try {
        return work(record)
      } catch (error) {
        if (!(error instanceof SalesforceError)) throw error
        return error.toResult()
      }
    })
  }
}
