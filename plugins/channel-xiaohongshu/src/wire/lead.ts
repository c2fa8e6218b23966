import { FORM_LABELS, LEAD_TYPES } from './facts.js'
import { idAt, timeAt } from './message.js'
import { cut, optional, valueAt, wordAt } from './paths.js'
import type { Wire } from './schema.js'

/** A lead of a private message or of a landing-page form. */
export interface Lead {
  id: string
  /** `new`, `content-updated` and so on, the platform's own number where that is not known, or `form`. */
  type: string
  /** As the platform writes it in the key of the lead: its number, or `form`. */
  rawType: string
  /** Whether it says more of a lead that came before. */
  isUpdate: boolean
  /** The consumer's public id; absent in forms. */
  from?: string
  name?: string
  /** As the platform wrote it. */
  time?: string
  atMs?: number
  description?: string
  /** What is known of the consumer; nothing of it is empty. */
  data: Record<string, string>
}

const MAX_ENTRIES = 64
/** What the platform writes where nothing is known. */
const NOTHING = new Set(['', '-1', 'null'])

/** Reads a lead; undefined when it has no id. @param body the push, or what was in the envelope of a callback */
export function readLead (body: unknown, { leads: { fields, data: names } }: Wire): Lead | undefined {
  const found = fields.lead.map((path) => valueAt(body, path)).find((value) => typeof value === 'object' && value !== null && !Array.isArray(value)) ?? body
  const formId = idAt(found, fields.formId)
  const id = formId ?? idAt(found, fields.id)
  if (id === undefined) return undefined
  const data: Record<string, string> = Object.create(null)
  for (const [name, paths] of Object.entries(names)) keep(data, name, wordAt(found, paths))
  for (const { label, value } of formOf(found, fields)) keep(data, nameOf(label), value)
  const rawType = formId === undefined ? wordAt(found, fields.type) ?? '0' : 'form'
  const isUpdate = formId === undefined && rawType !== '0'
  const cameMs = timeAt(found, fields.time)
  const pushedMs = timeAt(body, fields.pushedAt)
  const name = known(wordAt(found, fields.name)) ?? data.name
  const description = known(wordAt(found, fields.description))
  return {
    id,
    type: Object.hasOwn(LEAD_TYPES, rawType) ? LEAD_TYPES[rawType] ?? rawType : rawType,
    rawType: cut(rawType, 32),
    isUpdate,
    ...optional('from', known(idAt(found, fields.from))),
    ...optional('name', name && cut(name, 256)),
    ...optional('time', known(wordAt(found, fields.time))),
    // An update repeats when the lead came to be.
    ...optional('atMs', isUpdate ? pushedMs ?? cameMs : cameMs ?? pushedMs),
    ...optional('description', description && cut(description, 2048)),
    data: { ...data }
  }
}

/** Keeps a value under its name: never an empty one, and never over one that is there. */
function keep (data: Record<string, string>, name: string, value: string | undefined): void {
  const given = known(value)
  if (given === undefined || Object.keys(data).length >= MAX_ENTRIES) return
  data[name] ??= cut(given, 4096)
}

function known (value: string | undefined): string | undefined {
  return value === undefined || NOTHING.has(value) ? undefined : value
}

function formOf (found: unknown, { form, label, value }: Wire['leads']['fields']): Array<{ label: string, value: string | undefined }> {
  const entries = form.map((path) => valueAt(found, path)).find(Array.isArray) as unknown[] | undefined
  return (entries ?? []).slice(0, MAX_ENTRIES)
    .map((entry) => ({ label: wordAt(entry, label) ?? '', value: wordAt(entry, value) }))
    .filter(({ label }) => label !== '' && label !== '__proto__')
}

function nameOf (label: string): string {
  return Object.entries(FORM_LABELS).find(([, labels]) => labels.includes(label))?.[0] ?? cut(label, 64)
}
