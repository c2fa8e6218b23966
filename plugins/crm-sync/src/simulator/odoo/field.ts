import { valueError } from './exception.js'

/** The kinds of fields that are simulated. */
export type OdooFieldType =
  'char' | 'text' | 'html' | 'selection' | 'integer' | 'float' | 'boolean' | 'date' | 'datetime' | 'many2one' | 'many2many' | 'one2many' | 'binary'

/** A field of a model. */
export interface OdooField {
  type: OdooFieldType
  /** Its label. */
  string: string
  readonly?: true
  required?: true
  /** Default true. */
  store?: boolean
  /** Of a selection: values and labels. */
  selection?: ReadonlyArray<readonly [string, string]>
  /** The model that a relation leads to. */
  relation?: string
}

/** A value as it is kept: times are milliseconds since 1970 with fractions, as the database keeps them. */
export type OdooValue = string | number | boolean | null | number[]

/** A record as it is kept. */
export type OdooRow = Record<string, OdooValue>

const DATE = /^\d{4}-\d{2}-\d{2}$/
const DATETIME = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})$/

/** Reads the time of a text, in milliseconds. @throws builtins.ValueError */
export function parseDatetime (text: unknown): number {
  const [, day, time] = typeof text === 'string' ? DATETIME.exec(text) ?? [] : []
  const ms = day === undefined ? NaN : Date.parse(`${day}T${time}Z`)
  if (Number.isNaN(ms)) throw valueError(`time data '${String(text)}' does not match format '%Y-%m-%d %H:%M:%S'`)
  return ms
}

/** Words a time as the API does: UTC, cut to seconds. */
export function formatDatetime (ms: number): string { return new Date(ms).toISOString().slice(0, 19).replace('T', ' ') }

/** Checks a value that a caller writes. @param path `model.field` @throws builtins.ValueError */
export function toColumn (field: OdooField, value: unknown, path: string, exists: (model: string, id: number) => boolean): OdooValue {
  const isEmpty = value === false || value === null || value === ''
  const wrong = (): never => { throw valueError(`Wrong value for ${path}: ${JSON.stringify(value)}`) }
  switch (field.type) {
    case 'boolean': return Boolean(value)
    case 'integer':
    case 'float':
      if (isEmpty) return 0
      return typeof value === 'number' && Number.isFinite(value) && (field.type === 'float' || Number.isInteger(value)) ? value : wrong()
    case 'date': return isEmpty ? null : typeof value === 'string' && DATE.test(value) ? value : wrong()
    case 'datetime': return isEmpty ? null : parseDatetime(value)
    case 'selection': return isEmpty ? null : field.selection?.some(([key]) => key === value) ? value as string : wrong()
    case 'many2one':
      if (isEmpty) return null
      return typeof value === 'number' && exists(field.relation ?? '', value) ? value : wrong()
    case 'many2many':
    case 'one2many':
    case 'binary':
      return wrong()
    default:
      if (isEmpty) return null
      if (typeof value !== 'string') return wrong()
      if (value.includes('\0')) throw valueError('A string literal cannot contain NUL (0x00) characters.')
      return value
  }
}

/** Words a value as the API does. @param nameOf of the record that a relation leads to */
export function toWire (field: OdooField, value: OdooValue | undefined, nameOf: (model: string, id: number) => string): unknown {
  switch (field.type) {
    case 'many2many':
    case 'one2many':
      return value ?? []
    case 'many2one': return typeof value === 'number' ? [value, nameOf(field.relation ?? '', value)] : false
    case 'datetime': return typeof value === 'number' ? formatDatetime(value) : false
    case 'integer':
    case 'float':
      return value ?? 0
    default: return value ?? false
  }
}
