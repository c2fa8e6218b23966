import { Type, type Static } from '@kefuhub/contract'
import { RestConnection } from '@kefuhub/contract/rest'

/** What an operator enters in the config. */
export const options = Type.Object({
  connection: RestConnection
}, { additionalProperties: false })

/** The same, checked and with its defaults. */
export type Options = Static<typeof options>
