/** The value of a field of a ticket or of a record in another system. Dates are ISO 8601 texts. */
export type FieldValue = string | number | boolean | null
