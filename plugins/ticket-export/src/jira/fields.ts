import { isDeepStrictEqual } from 'node:util'
import { Rejected, type FieldValue } from '@kefuhub/contract'
import { listAt, textAt, valueAt } from '../tickets/foreign.js'
import type { Options } from './options.js'

const OWN = new Set(['summary', 'description', 'status', 'resolution', 'updated'])

/** Values in the forms in which Jira wants them. @throws Rejected for a field that is the hub's own */
export function toFields (fields: Record<string, FieldValue>, { fieldForms }: Options): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => {
    if (OWN.has(name)) throw new Rejected(`The field '${name}' of Jira is written by the hub itself; take it out of the mapping`)
    const form = Object.hasOwn(fieldForms, name) ? fieldForms[name] : name === 'labels' ? 'list' : undefined
    if (form === undefined || value === null) return [name, value]
    return [name, form === 'list' ? itemsOf(value) : { [form]: String(value) }]
  }))
}

/** Those fields that an issue does not have yet. */
export function differing (fields: Record<string, unknown>, present: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([name, value]) => !isSame(value, valueAt(present, name))))
}

function isSame (value: unknown, present: unknown): boolean {
  if (typeof value !== 'object' || value === null) return isDeepStrictEqual(value ?? null, present ?? null)
  if (Array.isArray(value)) return isDeepStrictEqual(new Set(value), new Set(listAt({ present }, 'present').map((item) => textAt(item, 'name') ?? item)))
  // Jira shows more of an option than it is given.
  return Object.entries(value).every(([name, part]) => textAt(present, name) === part)
}

function itemsOf (value: FieldValue): string[] {
  return String(value).split(/[,，]/).map((item) => item.trim()).filter((item) => item !== '')
}
