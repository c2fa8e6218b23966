import { fieldFault, type Content, type TicketForm } from '@kefuhub/contract'
import type { WireForm } from './wire.js'

type FormContent = Extract<Content, { type: 'form' }>

/** What is wrong with a form that a visitor filled in, or nothing. Names fields, never values. */
export function formFault ({ form: id, fields, text = '' }: WireForm, forms: readonly TicketForm[]): string | undefined {
  const form = forms.find((form) => form.id === id)
  if (form === undefined) return 'it is no longer offered'
  const given = new Map(fields.map(({ name, value }) => [name, value]))
  if (given.size < fields.length) return 'a field stands in it twice'
  const unknown = fields.find(({ name }) => !form.fields.some((field) => field.name === name))
  if (unknown !== undefined) return `it has no field '${unknown.name}'`
  for (const field of form.fields) {
    const fault = fieldFault(field, given.get(field.name) ?? null)
    if (fault !== undefined) return `'${field.name}': ${fault}`
  }
  return form.fields.length === 0 && text.trim() === '' ? 'nothing is filled in' : undefined
}

/** A form without faults as the hub's own; titles are those of the hub, in the language of the visitor. */
export function toFormContent ({ form: id, fields, text = '', lang }: WireForm, forms: readonly TicketForm[]): FormContent | undefined {
  const form = forms.find((form) => form.id === id)
  if (form === undefined) return undefined
  const given = new Map(fields.map(({ name, value }) => [name, value]))
  return {
    type: 'form',
    form: id,
    title: form.title[lang],
    fields: form.fields.flatMap(({ name, title }) => {
      const value = given.get(name) ?? ''
      return value === '' ? [] : [{ name, title: title[lang], value }]
    }),
    ...(text.trim() !== '' && { text }),
    language: lang
  }
}

/** A form as the widget shows it. */
export function toWireForm ({ form, title, fields, text, language }: FormContent): WireForm {
  return { type: 'form', form, lang: language === 'en' ? 'en' : 'zh', title, fields, ...(text !== undefined && { text }) }
}
