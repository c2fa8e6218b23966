const VARIABLE = /\{\{\s*([^{}]*?)\s*\}\}/g

/** What stands for the variables of a text, by their names. */
export type Values = Readonly<Record<string, string>>

/** What `{{…}}` of a look-up at orders can be. */
export const ORDER_VARIABLES = ['order', 'status', 'items', 'total', 'placedOn'] as const
/** What `{{…}}` of a look-up at parcels can be, besides those of orders. */
export const PARCEL_VARIABLES = ['parcels'] as const

/** Puts values in place of `{{NAME}}`; what nobody knows is left out. */
export function fill (text: string, values: Values): string {
  return text.replace(VARIABLE, (_place, name: string) => Object.hasOwn(values, name) ? values[name] as string : '')
}

/** The variables in a text that are not among those that there are. */
export function unknownVariables (text: unknown, known: readonly string[]): string[] {
  if (typeof text !== 'string') return []
  return [...text.matchAll(VARIABLE)].map(([, name = '']) => name).filter((name) => !known.includes(name))
}
