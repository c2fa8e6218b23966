import fastifyStatic from '@fastify/static'
import type { FeatureHub } from '@kefuhub/contract'
import type { FastifyRequest } from 'fastify'
import { SAFE_HEADERS } from './headers.js'
import { IndexPage } from './index-page.js'

/** Files whose names change with what is in them. */
const ASSETS = 'assets/'
const YEAR_S = 365 * 24 * 60 * 60

/** Serves the pages in `root`. @throws CONSOLE_ERR_NOT_BUILT */
export async function addSite ({ app, baseUrl }: Pick<FeatureHub, 'app' | 'baseUrl'>, root: string): Promise<void> {
  const page = await IndexPage.read(root, new URL(baseUrl).pathname)
  app.addHook('onRequest', async (_request, reply) => { reply.headers(SAFE_HEADERS) })
  app.get('/', async (request, reply) => await page.send(request, reply))
  app.get('/index.html', async (request, reply) => await page.send(request, reply))
  app.setNotFoundHandler(async (request, reply) => {
    if (isNavigation(request, app.prefix)) return await page.send(request, reply)
    return await reply.code(404).header('cache-control', 'no-store').type('text/plain; charset=utf-8').send('There is nothing here.\n')
  })
  await app.register(fastifyStatic, {
    root,
    index: false,
    dotfiles: 'ignore',
    preCompressed: true,
    cacheControl: false,
    setHeaders (reply, file) {
      const isAsset = file.slice(root.length).replaceAll('\\', '/').replace(/^\//, '').startsWith(ASSETS)
      reply.header('cache-control', isAsset ? `public, max-age=${YEAR_S}, immutable` : 'no-cache')
    }
  })
}

/** Whether a person's browser asks for a screen, which the page itself then shows. */
function isNavigation ({ method, url, headers }: FastifyRequest, prefix: string): boolean {
  return (method === 'GET' || method === 'HEAD') &&
    headers.accept?.includes('text/html') === true &&
    !url.startsWith(`${prefix}/${ASSETS}`)
}
