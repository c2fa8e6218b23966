import { Type, type Static, type TSchema } from '@kefuhub/contract'
import { Options as HubSpot } from './hubspot/index.js'
import { Options as Odoo } from './odoo/index.js'
import { Options as Rest } from './rest/index.js'
import { Options as Salesforce } from './salesforce/index.js'

/** A system's own options, as one of several. */
const system = <S extends TSchema>(options: S, description: string) => Type.Optional({ ...options, description } as S)

/** The options of one CRM: exactly one system. */
export const Options = Type.Object({
  odoo: system(Odoo, 'An Odoo database'),
  hubspot: system(HubSpot, 'A HubSpot account'),
  salesforce: system(Salesforce, 'A Salesforce organisation'),
  rest: system(Rest, 'Any CRM with a REST API, described by config')
}, { additionalProperties: false, minProperties: 1, maxProperties: 1 })

/** The options of one CRM. */
export type Options = Static<typeof Options>
