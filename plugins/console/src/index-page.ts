import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { errors } from './errors.js'

/** The one page of the console, which every address of it shows. */
export class IndexPage {
  readonly #html: string
  readonly #etag: string

  constructor (html: string) {
    this.#html = html
    this.#etag = `"${createHash('sha256').update(html).digest('base64url').slice(0, 22)}"`
  }

  /**
   * Reads the page and tells it where it stands: it finds everything else from there.
   * @param path of the console as browsers see it, without a trailing slash
   * @throws CONSOLE_ERR_NOT_BUILT
   */
  static async read (root: string, path: string): Promise<IndexPage> {
    const file = join(root, 'index.html')
    const html = await readFile(file, 'utf8').catch((cause: unknown) => { throw Object.assign(new errors.CONSOLE_ERR_NOT_BUILT(file), { cause }) })
    return new IndexPage(html.replace(/<base href="[^"]*">/, () => `<base href="${path.replaceAll('&', '&amp;')}/">`))
  }

  /** Browsers ask every time and are told in a few bytes that nothing changed. */
  async send (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    reply.header('cache-control', 'no-cache').header('etag', this.#etag)
    if (request.headers['if-none-match'] === this.#etag) return await reply.code(304).send()
    return await reply.type('text/html; charset=utf-8').send(this.#html)
  }
}
