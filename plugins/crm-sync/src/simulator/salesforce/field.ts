/** The kinds of fields that are simulated. */
export type SalesforceFieldType =
  'id' | 'string' | 'textarea' | 'email' | 'phone' | 'url' | 'boolean' | 'int' | 'double' | 'date' | 'datetime' | 'picklist' | 'reference' | 'address'

/** A field of an object. */
export interface SalesforceField {
  type: SalesforceFieldType
  label: string
  /** Of texts. */
  length?: number
  readonly?: true
  required?: true
  externalId?: true
  unique?: true
  /** Values of a picklist. */
  values?: readonly string[]
  /** Whether a picklist takes other values too; default true, as in most standard picklists. */
  restricted?: true
  relationshipName?: string
}

const system: Record<string, SalesforceField> = {
  Id: { type: 'id', label: 'ID', readonly: true },
  IsDeleted: { type: 'boolean', label: 'Deleted', readonly: true },
  CreatedDate: { type: 'datetime', label: 'Created Date', readonly: true },
  LastModifiedDate: { type: 'datetime', label: 'Last Modified Date', readonly: true },
  SystemModstamp: { type: 'datetime', label: 'System Modstamp', readonly: true },
  OwnerId: { type: 'reference', label: 'Owner ID', relationshipName: 'Owner' }
}

/** The fields of Contact. */
export const CONTACT_FIELDS: Record<string, SalesforceField> = {
  ...system,
  AccountId: { type: 'reference', label: 'Account ID', relationshipName: 'Account' },
  LastName: { type: 'string', label: 'Last Name', length: 80, required: true },
  FirstName: { type: 'string', label: 'First Name', length: 40 },
  Salutation: { type: 'picklist', label: 'Salutation', length: 40, values: ['Mr.', 'Ms.', 'Dr.'] },
  Name: { type: 'string', label: 'Full Name', length: 121, readonly: true },
  Phone: { type: 'phone', label: 'Business Phone', length: 40 },
  MobilePhone: { type: 'phone', label: 'Mobile Phone', length: 40 },
  HomePhone: { type: 'phone', label: 'Home Phone', length: 40 },
  Email: { type: 'email', label: 'Email', length: 80 },
  Title: { type: 'string', label: 'Title', length: 128 },
  Department: { type: 'string', label: 'Department', length: 80 },
  Description: { type: 'textarea', label: 'Contact Description', length: 32_000 },
  MailingCity: { type: 'string', label: 'Mailing City', length: 40 },
  MailingAddress: { type: 'address', label: 'Mailing Address', readonly: true },
  Birthdate: { type: 'date', label: 'Birthdate' },
  LeadSource: { type: 'picklist', label: 'Lead Source', length: 255, values: ['Web', 'Phone Inquiry', 'Other'] },
  DoNotCall: { type: 'boolean', label: 'Do Not Call' },
  Level__c: { type: 'picklist', label: 'Level', length: 255, values: ['Gold', 'Silver'], restricted: true },
  Score__c: { type: 'double', label: 'Score' },
  Renewal__c: { type: 'datetime', label: 'Renewal' }
}

/** The fields of Task. */
export const TASK_FIELDS: Record<string, SalesforceField> = {
  ...system,
  WhoId: { type: 'reference', label: 'Name ID', relationshipName: 'Who' },
  Subject: { type: 'string', label: 'Subject', length: 255 },
  Description: { type: 'textarea', label: 'Comments', length: 32_000 },
  Status: { type: 'picklist', label: 'Status', length: 255, values: ['Not Started', 'In Progress', 'Completed'], restricted: true },
  Priority: { type: 'picklist', label: 'Priority', length: 255, values: ['High', 'Normal', 'Low'] },
  ActivityDate: { type: 'date', label: 'Due Date Only' },
  IsArchived: { type: 'boolean', label: 'Archived', readonly: true }
}

/** Whether a query may compare a field or order by it. */
export function isFilterable ({ type }: SalesforceField): boolean { return type !== 'textarea' && type !== 'address' }

/** The field as `describe` tells of it. */
export function describeField (name: string, field: SalesforceField): Record<string, unknown> {
  const { type, label, length = 0, readonly = false, required = false, externalId = false, unique = false, values = [], restricted = false, relationshipName = null } = field
  return {
    name,
    label,
    type,
    length,
    createable: !readonly,
    updateable: !readonly,
    nillable: !required,
    externalId,
    unique,
    filterable: isFilterable(field),
    sortable: isFilterable(field),
    calculated: false,
    custom: name.endsWith('__c'),
    restrictedPicklist: restricted,
    picklistValues: values.map((value) => ({ active: true, defaultValue: false, label: value, value })),
    relationshipName
  }
}
