import type { FormField } from '../src/wire.js'
import { make } from './element.js'
import type { Lang, Words } from './words.js'

/** The control of a field with its label and what is wrong with it. */
export interface FieldView {
  element: HTMLElement
  get: () => string | boolean
  set: (value: string | boolean) => void
  /** Shows what is wrong, or that nothing is. */
  fault: (text: string | undefined) => void
  focus: () => void
}

/** A longer text gets several lines. */
const longText = 200

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

function makeControl ({ type, maxLength, choices = [] }: Omit<FormField, 'name' | 'title'>, words: Words, id: string): Control {
  if (type === 'choice') return make('select', { id }, make('option', { value: '' }, words.choose), ...choices.map((choice) => make('option', { value: choice }, choice)))
  if (type === 'text' && maxLength > longText) return make('textarea', { id, rows: '3', maxlength: String(maxLength), dir: 'auto' })
  if (type === 'text') return make('input', { id, type: 'text', maxlength: String(maxLength), dir: 'auto' })
  if (type === 'number') return make('input', { id, type: 'text', inputmode: 'decimal', maxlength: '32' })
  return make('input', { id, type: type === 'date' ? 'date' : 'checkbox' })
}

/** Makes the control of a field. @param id unique in the panel */
export function makeField (field: FormField, lang: Lang, words: Words, id: string): FieldView {
  const control = makeControl(field, words, id)
  const box = control instanceof HTMLInputElement && control.type === 'checkbox' ? control : undefined
  const problem = make('p', { id: `${id}-fault`, class: 'reason' })
  const label = make('label', { for: id }, field.title[lang], !field.required && !box && make('small', {}, words.optional))
  control.setAttribute('aria-describedby', problem.id)
  if (field.required && !box) control.setAttribute('aria-required', 'true')

  return {
    element: make('div', { class: box ? 'field check' : 'field' }, ...(box ? [control, label] : [label, control]), problem),
    // A date that is written in part has no value of its own.
    get: () => box ? box.checked : control.validity.badInput ? '?' : control.value,
    set: (value) => {
      if (box) box.checked = value === true
      else control.value = String(value)
    },
    fault: (text = '') => {
      problem.textContent = text
      control.setAttribute('aria-invalid', String(text !== ''))
    },
    focus: () => control.focus()
  }
}
