import type { CrmField } from '@kefuhub/contract'

/** A property as HubSpot describes it. */
interface Property {
  name?: string
  label?: string
  type?: string
  options?: Array<{ value?: string, hidden?: boolean }>
  calculated?: boolean
  hidden?: boolean
  modificationMetadata?: { readOnlyValue?: boolean }
}

const TYPES: Readonly<Record<string, CrmField['type']>> = {
  string: 'text', phone_number: 'text', number: 'number', bool: 'boolean', enumeration: 'choice', date: 'date', datetime: 'date'
}

/** The properties that can be mapped: those that are read. @param read their names */
export function toFields (properties: readonly Property[], read: readonly string[]): CrmField[] {
  return properties.flatMap(({ name, label, type = '', options = [], calculated, hidden, modificationMetadata }) => {
    if (!name || hidden === true || !read.includes(name)) return []
    const isReadOnly = calculated === true || modificationMetadata?.readOnlyValue === true
    const kind = TYPES[type] ?? 'other'
    const choices = options.flatMap((option) => option.hidden === true || option.value === undefined ? [] : [option.value])
    return [{ name, label: label || name, type: kind, ...(kind === 'choice' && { choices }), ...(isReadOnly && { isReadOnly: true as const }) }]
  })
}
