import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { ChannelHub } from '@kefuhub/contract'

/** Adds `GET widget.js`, the one line that a page needs. Any page may load it; what it may do is decided when it opens. */
export function addWidgetFile ({ app }: ChannelHub): void {
  let loading: Promise<{ script: Buffer, etag: string }> | undefined
  app.get('/widget.js', async (request, reply) => {
    const { script, etag } = await (loading ??= load())
    reply
      .header('cache-control', 'public, max-age=300')
      .header('cross-origin-resource-policy', 'cross-origin')
      .header('etag', etag)
    if (request.headers['if-none-match'] === etag) return await reply.code(304).send()
    return await reply.type('text/javascript; charset=utf-8').send(script)
  })
}

async function load (): Promise<{ script: Buffer, etag: string }> {
  const script = await readFile(new URL('../dist/widget.js', import.meta.url))
  return { script, etag: `"${createHash('sha256').update(script).digest('base64url').slice(0, 22)}"` }
}
