import { parseLocalTime } from '../erp/local-time.js'

/** The id in a many-to-one value. */
export function idOf (value: unknown): number | undefined {
  const id: unknown = Array.isArray(value) ? value[0] : value
  return typeof id === 'number' ? id : undefined
}

/** The name in a many-to-one value. */
export function nameOf (value: unknown): string | undefined {
  return Array.isArray(value) && typeof value[1] === 'string' ? value[1] : undefined
}

/** The ids in a to-many value. */
export function idsOf (value: unknown): number[] {
  return Array.isArray(value) ? value.filter((id) => typeof id === 'number') : []
}

/** A text; Odoo says `false` where there is none. */
export function textOf (value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A moment; Odoo's are UTC. */
export function timeOf (value: unknown): Date | undefined { return parseLocalTime(value, 'UTC') }

/** PostgreSQL refuses a whole query for an id beyond this. */
const MAX_ID = 2_147_483_647

/** The id of a record in the contract's form, or undefined where it cannot be one. */
export function toId (text: string): number | undefined {
  return /^[1-9]\d{0,9}$/.test(text) && Number(text) <= MAX_ID ? Number(text) : undefined
}
