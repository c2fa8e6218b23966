import type { FieldValue } from './field.js'
import type { LocalizedText } from './text.js'

/** What a field of a ticket takes. `date`: an ISO 8601 text. */
export const FORM_FIELD_TYPES = ['text', 'number', 'boolean', 'date', 'choice'] as const

/** A field of a ticket's type, as a form shows it. */
export interface FormField {
  name: string
  title: LocalizedText
  type: typeof FORM_FIELD_TYPES[number]
  required: boolean
  /** Of a `choice`. */
  choices?: string[]
  /** Of a `text`, in UTF-16 units. */
  maxLength: number
}

/** A type of ticket that customers may fill in themselves. */
export interface TicketForm {
  /** Id of the type. */
  id: string
  title: LocalizedText
  fields: FormField[]
}

const ISO_DATE = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?)?$/

/**
 * Says what is wrong with the value of a field, or nothing when it fits. Names no value.
 * @param value `null` and an empty text: there is none
 */
export function fieldFault ({ type, required, choices, maxLength }: Pick<FormField, 'type' | 'required' | 'choices' | 'maxLength'>, value: FieldValue): string | undefined {
  if (value === null || value === '') return required ? 'it is needed' : undefined
  if (type === 'number') return typeof value === 'number' && Number.isFinite(value) ? undefined : 'it must be a number'
  if (type === 'boolean') return typeof value === 'boolean' ? undefined : 'it must be true or false'
  if (typeof value !== 'string') return 'it must be a text'
  if (type === 'date') return ISO_DATE.test(value) && !Number.isNaN(Date.parse(value)) ? undefined : 'it must be a date such as 2026-11-25'
  if (type === 'choice') return choices?.includes(value) === true ? undefined : `it must be one of ${choices?.join(', ') ?? 'none'}`
  return value.length <= maxLength ? undefined : `it may have ${maxLength} characters`
}
