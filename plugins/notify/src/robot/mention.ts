import { SEVERITIES, Type, type Severity } from '@kefuhub/contract'

const idList = (pattern: string, description: string) =>
  Type.Array(Type.String({ pattern }), { maxItems: 50, default: [], description })

/** The option `mention.users`. */
export const mentionUsers = (description: string) => idList('^[\\w.-]{1,64}$', description)
/** The option `mention.mobiles`. */
export const mentionMobiles = () => idList('^\\+?[\\d-]{5,20}$', 'Phone numbers of those who are called')
/** The option `mention.all`. */
export const mentionAll = () => Type.Boolean({ default: false, description: 'Call the whole group' })
/** The option `mentionFrom`. */
export const mentionFrom = () =>
  Type.Enum(SEVERITIES, { default: 'critical', description: 'The least severity at which those of mention are called' })

/** Whether a notification presses so much that people are called by name. */
export function callsPeople (severity: Severity, from: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(from)
}
