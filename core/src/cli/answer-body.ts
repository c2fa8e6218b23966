import { errors } from '../errors.js'

/** Reads the body of an answer. @throws KH_ERR_CLI_HUB_ANSWER when it is longer than `maxBytes` */
export async function readBody (response: Response, url: string, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) throw new errors.KH_ERR_CLI_HUB_ANSWER(url, `more than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
