import type { Form, FormField, WireForm } from '../src/wire.js'
import { fill } from './words.js'
import type { Lang, Words } from './words.js'

/** What stands in the controls of a form: by the names of its fields, and what was written besides. */
export interface Draft {
  values: Record<string, string | boolean>
  text: string
}

/** A form as it would go to the hub, and what is wrong with it by the names of fields; '' for what was written besides. */
export interface Filled {
  form: WireForm
  faults: Map<string, string>
}

/** Longest form as JSON, in bytes: a call is larger by what stands around it. */
const maxBytes = 48_000

/** Reads a draft, and says in the visitor's language what is wrong with it. */
export function readDraft (form: Form, { values, text }: Draft, lang: Lang, words: Words): Filled {
  const faults = new Map<string, string>()
  const fields = form.fields.flatMap((field) => {
    const value = readValue(field, values[field.name] ?? '')
    const fault = describeFault(field, value, field.title[lang], words)
    if (fault) faults.set(field.name, fault)
    return value === undefined || value === '' ? [] : [{ name: field.name, title: field.title[lang], value }]
  })
  const note = text.trim()
  const filled: WireForm = { type: 'form', form: form.id, lang, title: form.title[lang], fields, ...(note && { text: note }) }
  if (form.fields.length === 0 && !note) faults.set('', fill(words.needed, { name: words.note }))
  if (faults.size === 0 && new TextEncoder().encode(JSON.stringify(filled)).length > maxBytes) faults.set('', words.formTooLong)
  return { form: filled, faults }
}

/** What a filled form had in its controls. */
export function toDraft ({ fields, text = '' }: WireForm): Draft {
  return { values: Object.fromEntries(fields.map(({ name, value }) => [name, typeof value === 'number' ? String(value) : value])), text }
}

/** @returns undefined for what cannot be read */
function readValue ({ type }: FormField, given: string | boolean): string | number | boolean | undefined {
  if (type === 'boolean') return given === true
  const text = String(given).trim()
  if (type === 'number' && text) {
    const digits = text.normalize('NFKC')
    return /^-?\d{1,15}(\.\d{1,9})?$/.test(digits) ? Number(digits) : undefined
  }
  if (type === 'date' && text) return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined
  return text
}

function describeFault ({ type, required, maxLength }: FormField, value: string | number | boolean | undefined, name: string, words: Words): string | undefined {
  if (value === undefined) return fill(type === 'number' ? words.noNumber : words.noDate, { name })
  if (value === '') return required ? fill(words.needed, { name }) : undefined
  return type === 'text' && String(value).length > maxLength ? fill(words.tooManyCharacters, { name, max: maxLength }) : undefined
}
