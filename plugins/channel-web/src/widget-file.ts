import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { toSetup } from './brand.js'
import type { Desk } from './desk.js'
import type { Setup } from './wire.js'

/** Adds `GET widget.js`, the one line that a page needs. Any page may load it; what it may do is decided when it opens. */
export function addWidgetFile ({ hub, options }: Pick<Desk, 'hub' | 'options'>): void {
  let loading: Promise<{ script: string, etag: string }> | undefined
  hub.app.get('/widget.js', async (request, reply) => {
    const { script, etag } = await (loading ??= load(toSetup(options)))
    reply
      .header('cache-control', 'public, max-age=300')
      .header('cross-origin-resource-policy', 'cross-origin')
      .header('etag', etag)
    if (request.headers['if-none-match'] === etag) return await reply.code(304).send()
    return await reply.type('text/javascript; charset=utf-8').send(script)
  })
}

async function load (setup: Setup): Promise<{ script: string, etag: string }> {
  const widget = await readFile(new URL('../dist/widget.js', import.meta.url), 'utf8')
  // In a block of its own: nothing of the widget becomes a global of the page.
  const script = `{const kefuhubSetup=${JSON.stringify(setup)};${widget}}`
  return { script, etag: `"${createHash('sha256').update(script).digest('base64url').slice(0, 22)}"` }
}
