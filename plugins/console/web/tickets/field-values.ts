import type { TicketDetail, TicketField } from '../api/types.js'

/** Values of a ticket's own fields, by their names. */
export type FieldValues = TicketDetail['fields']

/** What a form holds of fields; nothing is `undefined`, `null` or an empty text. */
export type FormValues = Readonly<Record<string, FieldValues[string] | undefined>>

/** What a form says of the fields of a type, without those that it says nothing of. */
export function toFieldValues (fields: readonly TicketField[], form: FormValues): FieldValues {
  return Object.fromEntries(fields.flatMap(({ name }) => isNothing(form[name]) ? [] : [[name, form[name] ?? null]]))
}

/** What a form says otherwise than a ticket has it; `null` empties a field. */
export function toFieldChanges (fields: readonly TicketField[], form: FormValues, kept: FieldValues): FieldValues {
  return Object.fromEntries(fields.flatMap(({ name }) => {
    const [to, from] = [toValue(form[name]), toValue(kept[name])]
    return to === from ? [] : [[name, to]]
  }))
}

function isNothing (value: FormValues[string]): boolean {
  return value === undefined || value === null || value === ''
}

function toValue (value: FormValues[string]): FieldValues[string] {
  return isNothing(value) ? null : value ?? null
}
