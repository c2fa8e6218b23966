import type { Form, FormField, WireForm } from '../src/wire.js'
import { make } from './element.js'
import { readDraft, toDraft } from './form-draft.js'
import { makeField } from './form-field.js'
import type { Lang, Words } from './words.js'

/** A form to fill in. */
export interface FormView {
  element: HTMLFormElement
  /** Puts in what was filled in before. */
  fillIn: (filled: WireForm) => void
  focus: () => void
}

/** What a visitor can write besides the fields. */
function makeNote (form: Form, words: Words): FormField {
  return { name: '', title: { zh: words.note, en: words.note }, type: 'text', required: form.fields.length === 0, maxLength: 10_000 }
}

/** Makes the view of a form; `onSend` is given what is filled in without fault. */
export function makeFormView (form: Form, lang: Lang, words: Words, onSend: (filled: WireForm) => void, onCancel: () => void): FormView {
  const fields = [...form.fields, makeNote(form, words)]
  const views = fields.map((field, index) => ({ name: field.name, view: makeField(field, lang, words, `field-${index}`) }))

  function send (): void {
    const given = views.map(({ name, view }) => [name, view.get()] as const)
    const values = Object.fromEntries(given.filter(([name]) => name !== ''))
    const { form: filled, faults } = readDraft(form, { values, text: String(given[given.length - 1]?.[1] ?? '') }, lang, words)
    for (const { name, view } of views) view.fault(faults.get(name))
    const wrong = views.find(({ name }) => faults.has(name))
    if (wrong) wrong.view.focus()
    else onSend(filled)
  }

  const element = make('form', {
    class: 'form',
    novalidate: true,
    'aria-labelledby': 'form-title',
    onsubmit: (event) => {
      event.preventDefault()
      send()
    }
  },
  make('h2', { id: 'form-title' }, form.title[lang]),
  ...views.map(({ view }) => view.element),
  make('div', { class: 'actions' }, make('button', { class: 'submit' }, words.submit), make('button', { type: 'button', class: 'cancel', onclick: onCancel }, words.cancel)))

  return {
    element,
    fillIn: (filled) => {
      const { values, text } = toDraft(filled)
      for (const { name, view } of views) view.set(name === '' ? text : values[name] ?? '')
    },
    focus: () => views[0]?.view.focus()
  }
}
