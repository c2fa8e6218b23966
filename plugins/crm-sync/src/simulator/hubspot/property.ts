import { invalidValue } from './error.js'

/** A property of contacts. */
export interface PropertyDefinition {
  label: string
  type: 'string' | 'number' | 'bool' | 'enumeration' | 'date' | 'datetime' | 'phone_number'
  choices?: string[]
  isUnique?: boolean
  isReadOnly?: boolean
  isHidden?: boolean
}

/** The properties that every account has, as far as anybody here asks for them. */
export const STANDARD_PROPERTIES: Readonly<Record<string, PropertyDefinition>> = {
  firstname: { label: 'First Name', type: 'string' },
  lastname: { label: 'Last Name', type: 'string' },
  email: { label: 'Email', type: 'string' },
  phone: { label: 'Phone Number', type: 'phone_number' },
  mobilephone: { label: 'Mobile Phone Number', type: 'phone_number' },
  company: { label: 'Company Name', type: 'string' },
  jobtitle: { label: 'Job Title', type: 'string' },
  city: { label: 'City', type: 'string' },
  country: { label: 'Country/Region', type: 'string' },
  website: { label: 'Website URL', type: 'string' },
  annualrevenue: { label: 'Annual Revenue', type: 'number' },
  hs_email_optout: { label: 'Unsubscribed from all email', type: 'bool', isReadOnly: true },
  lifecyclestage: { label: 'Lifecycle Stage', type: 'enumeration', choices: ['subscriber', 'lead', 'opportunity', 'customer', 'evangelist', 'other'] },
  hs_lead_status: { label: 'Lead Status', type: 'enumeration', choices: ['NEW', 'OPEN', 'IN_PROGRESS', 'UNQUALIFIED', 'CONNECTED'] },
  hubspot_owner_id: { label: 'Contact owner', type: 'string' },
  createdate: { label: 'Create Date', type: 'datetime', isReadOnly: true },
  lastmodifieddate: { label: 'Last Modified Date', type: 'datetime', isReadOnly: true },
  hs_object_id: { label: 'Record ID', type: 'number', isReadOnly: true },
  hs_searchable_calculated_phone_number: { label: 'Calculated Phone Number', type: 'string', isReadOnly: true, isHidden: true },
  hs_searchable_calculated_mobile_number: { label: 'Calculated Mobile Number', type: 'string', isReadOnly: true, isHidden: true }
}

const MAX_VALUE = 65_536

/** Checks a value before it is written. @throws HubSpotRefusal */
export function checkValue (name: string, value: unknown, definition: PropertyDefinition | undefined): string {
  if (definition === undefined) throw invalidValue(name, 'PROPERTY_DOESNT_EXIST', `Property "${name}" does not exist`)
  if (definition.isReadOnly) throw invalidValue(name, 'READ_ONLY_VALUE', `"${name}" is a read only property; its value cannot be set.`)
  const text = String(value ?? '')
  if (text === '') return ''
  if (text.includes('\0')) throw invalidValue(name, 'INVALID_STRING', 'the value has a NUL character')
  if (text.length > MAX_VALUE) throw invalidValue(name, 'PROPERTY_VALUE_TOO_LARGE', `the value has more than ${MAX_VALUE} characters`)
  if (name === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(text)) throw invalidValue(name, 'INVALID_EMAIL', `Email address ${text} is invalid`)
  if (definition.type === 'number' && !Number.isFinite(Number(text))) throw invalidValue(name, 'INVALID_NUMBER', `${text} was not a valid number`)
  if (definition.type === 'bool' && !/^(true|false)$/.test(text)) throw invalidValue(name, 'INVALID_BOOLEAN', `${text} was not true or false`)
  if (definition.choices !== undefined && !definition.choices.includes(text)) {
    throw invalidValue(name, 'INVALID_OPTION', `${text} was not one of the allowed options: [${definition.choices.join(', ')}]`)
  }
  return name === 'email' ? text.toLowerCase() : text
}

/** A property as the properties API describes it. */
export function describeProperty (name: string, { label, type, choices = [], isUnique = false, isReadOnly = false, isHidden = false }: PropertyDefinition): object {
  return {
    name,
    label,
    type,
    fieldType: type === 'enumeration' ? 'select' : 'text',
    groupName: 'contactinformation',
    options: choices.map((value, displayOrder) => ({ label: value, value, displayOrder, hidden: false })),
    hasUniqueValue: isUnique,
    hidden: isHidden,
    calculated: name.startsWith('hs_searchable_calculated'),
    modificationMetadata: { readOnlyValue: isReadOnly, readOnlyDefinition: true, archivable: false }
  }
}
