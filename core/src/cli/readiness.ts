import { errors } from '../errors.js'
import { readBody } from './answer-body.js'
import type { CliContext } from './context.js'

const TIMEOUT_MS = 3000
const MAX_BYTES = 1_048_576
const MAX_REASON_LENGTH = 200

/** Where to ask a running hub. */
export interface HubAddress { url: string, token?: string }

/** How a plugin of a running hub is doing, in the words of that hub. */
export interface PluginHealth { state: string, reason?: string }

/** Another process wrote this: only short printable texts come out. */
function readHealth (plugins: readonly unknown[]): Map<string, PluginHealth> {
  const print = (value: unknown): string => String(value).replace(/\p{Cc}+/gu, ' ').slice(0, MAX_REASON_LENGTH)
  return new Map(plugins.map((plugin) => {
    const { id, state, reason } = (plugin ?? {}) as { id?: unknown, state?: unknown, reason?: unknown }
    return [String(id), { state: print(state ?? 'unknown'), ...(reason === undefined ? {} : { reason: print(reason) }) }]
  }))
}

/**
 * Asks `GET /readyz` how the plugins of a running hub are doing, by id; undefined when no hub answers there. A hub that is not
 * ready answers 503 with the same body.
 * @throws KH_ERR_CLI_HUB_ANSWER when something else than a hub answers
 */
export async function fetchReadiness (address: HubAddress, context: CliContext): Promise<Map<string, PluginHealth> | undefined> {
  const headers = address.token === undefined ? {} : { authorization: `Bearer ${address.token}` }
  let response: Response
  try {
    response = await context.fetch(`${address.url.replace(/\/+$/, '')}/readyz`, { headers, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) })
  } catch {
    return undefined
  }
  if (response.status !== 200 && response.status !== 503) throw new errors.KH_ERR_CLI_HUB_ANSWER(address.url, `status ${response.status}`)
  const text = (await readBody(response, address.url, MAX_BYTES)).toString()
  try {
    const body = JSON.parse(text) as { plugins?: unknown } | null
    if (Array.isArray(body?.plugins)) return readHealth(body.plugins)
  } catch (cause) {
    throw new errors.KH_ERR_CLI_HUB_ANSWER(address.url, 'no JSON', { cause })
  }
  throw new errors.KH_ERR_CLI_HUB_ANSWER(address.url, 'no list of plugins')
}
