import { errors } from '../errors.js'

/** Where to ask a running hub. */
export interface HubAddress { url: string, token?: string }

/** What a hub answers is never longer, in bytes. */
const MAX_BYTES = 1_048_576

/** The address of the hub that a config describes, as a neighbour on this machine reaches it. */
export function toNearUrl ({ host, port }: { host: string, port: number }): string {
  const near = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `http://${near.includes(':') ? `[${near}]` : near}:${port}`
}

/** Reads the body of an answer. @throws KH_ERR_CLI_HUB_ANSWER when it is longer than a hub's */
export async function readAnswer (response: Response, url: string, maxBytes = MAX_BYTES): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) throw new errors.KH_ERR_CLI_HUB_ANSWER(url, `more than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}
