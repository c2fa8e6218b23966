import { Type, type Static } from '@kefuhub/contract'
import { Options as Erpnext } from './erpnext/index.js'
import { Options as Jira } from './jira/index.js'
import { Options as Kingdee } from './kingdee/index.js'
import { Options as Odoo } from './odoo/index.js'
import { Options as Rest } from './rest/index.js'
import { Options as Zammad } from './zammad/index.js'
import { Options as Zendesk } from './zendesk/index.js'

/** Options of an entry: one of the systems, with its own options. */
export const Options = Type.Object({
  zendesk: Type.Optional(Zendesk),
  zammad: Type.Optional(Zammad),
  jira: Type.Optional(Jira),
  odoo: Type.Optional(Odoo),
  erpnext: Type.Optional(Erpnext),
  kingdee: Type.Optional(Kingdee),
  rest: Type.Optional(Rest)
}, { additionalProperties: false, minProperties: 1, maxProperties: 1 })
/** Options of an entry. */
export type Options = Static<typeof Options>
