import { errors } from '../errors.js'
import type { CliContext } from './context.js'
import type { HubAddress } from './hub-address.js'

const TIMEOUT_MS = 60_000
const MAX_BYTES = 1_048_576
const CODE = /^[A-Z][A-Z0-9]*_ERR_[A-Z0-9_]+$/

/** The body of an answer. @throws KH_ERR_CLI_HUB_ANSWER when it is longer than a hub's */
export async function readText (response: Response, url: string): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > MAX_BYTES) throw new errors.KH_ERR_CLI_HUB_ANSWER(url, `more than ${MAX_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

/**
 * Calls the API of a running hub. @param path below `/api/v1`
 * @throws KH_ERR_CLI_HUB_AWAY, KH_ERR_CLI_HUB_ANSWER, and the hub's own refusal with its code and message
 */
export async function callHub<T> ({ url, token }: HubAddress, method: 'GET' | 'POST' | 'DELETE', path: string, context: CliContext): Promise<T> {
  let response: Response
  try {
    response = await context.fetch(`${url}/api/v1${path}`, {
      method,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS)
    })
  } catch (error) {
    const { cause, message } = error as Error & { cause?: { code?: string } }
    throw new errors.KH_ERR_CLI_HUB_AWAY(url, cause?.code ?? message)
  }
  const body = readJson(await readText(response, url), url)
  if (response.ok) return body as T
  const { code, message } = (body as { error?: { code?: unknown, message?: unknown } } | null)?.error ?? {}
  if (typeof code !== 'string' || !CODE.test(code)) throw new errors.KH_ERR_CLI_HUB_ANSWER(url, `status ${response.status}`)
  throw Object.assign(new Error(String(message)), { code })
}

function readJson (text: string, url: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new errors.KH_ERR_CLI_HUB_ANSWER(url, 'no JSON', { cause })
  }
}
