import { Secret, Type } from '@kefuhub/contract'
import { errors } from '../errors.js'

/** The options `url` and `host` of a robot. @param looks how the address looks, for people */
export const robotUrlOptions = (looks: string) => ({
  url: Secret({ pattern: '^https?://\\S+$', maxLength: 2048, description: `Webhook address of the robot, ${looks}; whoever knows it can write` }),
  host: Type.Optional(Type.String({
    pattern: '^(?:[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+\\])(?::\\d{1,5})?$',
    maxLength: 260,
    description: 'Host, and port if need be, of a server of your own that url leads to in place of the vendor\'s'
  })),
  timeoutMs: Type.Integer({ minimum: 100, maximum: 60_000, default: 10_000, description: 'Longest wait for an answer, in milliseconds' })
})

/** The address of a robot after a look at where it leads. @throws NOTIFY_ERR_HOST */
export function openRobotUrl (system: string, { url, host }: { url: string, host?: string }, vendorHosts: readonly string[]): URL {
  const allowed = host === undefined ? vendorHosts : [host.toLowerCase()]
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  const isSafe = parsed?.protocol === 'https:' || host !== undefined
  if (parsed === undefined || !isSafe || !allowed.includes(parsed.host) || parsed.username !== '' || parsed.password !== '') {
    throw new errors.NOTIFY_ERR_HOST(system, allowed.join(' or '))
  }
  return parsed
}

/** The parts of a robot's address that nobody may see. */
export function secretParts ({ pathname, searchParams }: URL): string[] {
  return [...pathname.split('/'), ...searchParams.values()].filter((part) => part.length >= 8)
}
