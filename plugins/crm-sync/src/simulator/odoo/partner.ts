import { toE164 } from '@kefuhub/contract'
import { OdooException, validationError } from './exception.js'
import type { OdooField, OdooRow } from './field.js'
import type { ModelRules } from './model.js'

/** What differs from one Odoo to the next. */
export interface PartnerFlavour {
  /** Whether `mobile` still exists. */
  hasMobile: boolean
  /** Whether the module phone_validation is installed. */
  hasPhoneSanitized: boolean
  /** Fields that must be unique. */
  uniqueFields: readonly string[]
  /** Fields that somebody added. */
  customFields: Record<string, OdooField>
}

/** Countries by their ids. */
export const COUNTRIES = new Map([[44, 'Germany'], [48, 'China'], [233, 'United States']])

/** The fields of res.partner that are simulated. */
export function partnerFields ({ hasMobile, hasPhoneSanitized, customFields }: PartnerFlavour): Record<string, OdooField> {
  return {
    name: { type: 'char', string: 'Name' },
    display_name: { type: 'char', string: 'Display Name', readonly: true },
    email: { type: 'char', string: 'Email' },
    email_normalized: { type: 'char', string: 'Normalized Email', readonly: true },
    phone: { type: 'char', string: 'Phone' },
    ...(hasMobile && { mobile: { type: 'char', string: 'Mobile' } }),
    ...(hasPhoneSanitized && { phone_sanitized: { type: 'char', string: 'Sanitized Number', readonly: true } }),
    ref: { type: 'char', string: 'Reference' },
    active: { type: 'boolean', string: 'Active' },
    type: { type: 'selection', string: 'Address Type', selection: [['contact', 'Contact'], ['invoice', 'Invoice Address'], ['delivery', 'Delivery Address'], ['other', 'Other Address']] },
    is_company: { type: 'boolean', string: 'Is a Company' },
    parent_id: { type: 'many2one', string: 'Related Company', relation: 'res.partner' },
    company_name: { type: 'char', string: 'Company Name' },
    street: { type: 'char', string: 'Street' },
    city: { type: 'char', string: 'City' },
    zip: { type: 'char', string: 'Zip' },
    country_id: { type: 'many2one', string: 'Country', relation: 'res.country' },
    function: { type: 'char', string: 'Job Position' },
    website: { type: 'char', string: 'Website Link' },
    lang: { type: 'selection', string: 'Language', selection: [['en_US', 'English (US)'], ['zh_CN', 'Chinese (Simplified)']] },
    comment: { type: 'html', string: 'Notes' },
    customer_rank: { type: 'integer', string: 'Customer Rank' },
    partner_latitude: { type: 'float', string: 'Geo Latitude' },
    date: { type: 'date', string: 'Date' },
    signup_expiration: { type: 'datetime', string: 'Signup Expiration' },
    credit: { type: 'float', string: 'Total Receivable', readonly: true, store: false },
    category_id: { type: 'many2many', string: 'Tags', relation: 'res.partner.category' },
    child_ids: { type: 'one2many', string: 'Contacts', relation: 'res.partner' },
    image_1920: { type: 'binary', string: 'Image' },
    ...customFields
  }
}

/** The rules of res.partner. */
export function partnerRules ({ hasPhoneSanitized, uniqueFields }: PartnerFlavour): ModelRules {
  return {
    defaults: { active: true, type: 'contact', is_company: false },
    compute (row) {
      row['display_name'] = row['name'] ?? ''
      row['email_normalized'] = normaliseEmail(row['email'])
      if (hasPhoneSanitized) row['phone_sanitized'] = sanitise(row['mobile']) ?? sanitise(row['phone'])
    },
    check (row, others) {
      if (row['type'] === 'contact' && !row['name']) throw validationError('Contacts require a name')
      for (const name of uniqueFields) {
        if (row[name] === null || row[name] === undefined) continue
        for (const other of others.values()) {
          if (other['id'] === row['id'] || other[name] !== row[name]) continue
          throw new OdooException('psycopg2.errors.UniqueViolation', `duplicate key value violates unique constraint "res_partner_${name}_unique"\nDETAIL:  Key (${name})=(${String(row[name])}) already exists.\n`)
        }
      }
    }
  }
}

/** What a mail.message holds. */
export const MESSAGE_FIELDS: Record<string, OdooField> = {
  model: { type: 'char', string: 'Related Document Model' },
  res_id: { type: 'integer', string: 'Related Document ID' },
  subject: { type: 'char', string: 'Subject' },
  body: { type: 'html', string: 'Contents' },
  message_type: { type: 'selection', string: 'Type', selection: [['comment', 'Comment'], ['notification', 'System notification'], ['email', 'Email']] },
  subtype: { type: 'char', string: 'Subtype' }
}

function normaliseEmail (email: OdooRow[string] | undefined): string | null {
  const addresses = typeof email === 'string' ? email.match(/[^\s<>,;"]+@[^\s<>,;"]+/g) : null
  return addresses?.length === 1 ? String(addresses[0]).toLowerCase() : null
}

function sanitise (phone: OdooRow[string] | undefined): string | null {
  return typeof phone === 'string' ? toE164(phone) ?? null : null
}
