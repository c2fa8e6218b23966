import { RecipientGone, Rejected, Retryable, Unauthorized, Uncertain, type ChannelHub, type FetchedMedia, type Health } from '@kefuhub/contract'
import type { Options } from './options.js'

const UNSENT = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']

interface Answer { ok: boolean, result: { message_id: number, file_path: string }, error_code?: number, description?: string, parameters?: { retry_after?: number } }

/** Opens Telegram's bot API, and says what its failures mean to the hub. */
export function createApi (hub: ChannelHub, { apiBase, token }: Options) {
  let health: Health = { state: 'ok' }

  async function call (method: string, body: FormData | URLSearchParams, signal: AbortSignal): Promise<Answer['result']> {
    const answer = await hub.fetch(`${apiBase}/bot${token}/${method}`, { method: 'POST', body, signal, timeoutMs: 8000 })
      .then(async (response) => await response.json() as Answer)
      .catch((cause: { cause?: { code?: string } }) => {
        if (UNSENT.includes(String(cause.cause?.code)) || method === 'getFile') throw new Retryable('Telegram is out of reach', { cause })
        throw new Uncertain('Telegram took the message and did not answer', { cause })
      })
    const { error_code: code = 0, description = '', parameters } = answer
    health = code === 401 ? { state: 'down', reason: 'Telegram does not know the bot: check `token`' } : { state: 'ok' }
    if (answer.ok) return answer.result
    if (code === 401) throw new Unauthorized('Telegram does not know the bot: check `token`')
    if (code === 403) throw new RecipientGone('The customer blocked the bot')
    if (code === 429 || code >= 500) throw new Retryable('Telegram is busy', { afterMs: (parameters?.retry_after ?? 1) * 1000 })
    throw new Rejected(`Telegram refuses it: ${description}`)
  }

  async function download (fileId: string, { signal, maxBytes }: { signal: AbortSignal, maxBytes: number }): Promise<FetchedMedia> {
    const { file_path: path } = await call('getFile', new URLSearchParams({ file_id: fileId }), signal)
    const chunks: Uint8Array[] = []
    try {
      const response = await hub.fetch(`${apiBase}/file/bot${token}/${path}`, { signal })
      for await (const chunk of response.body ?? []) {
        chunks.push(chunk)
        if (chunks.reduce((bytes, { length }) => bytes + length, 0) > maxBytes) throw new Rejected(`The file is longer than ${maxBytes} bytes`)
      }
      return { content: Buffer.concat(chunks), mimeType: response.headers.get('content-type') ?? 'application/octet-stream' }
    } catch (cause) {
      throw cause instanceof Rejected ? cause : new Retryable('Telegram did not give the file', { cause })
    }
  }

  return { call, download, health: () => health }
}
