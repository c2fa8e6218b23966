import type { FastifyInstance } from 'fastify'
import { replyNotFound } from '../error-reply.js'

/** Leads from the hub's own address to the page that people begin with. @param home its address, known once the plugins run */
export function addHome (app: FastifyInstance, home: () => string | undefined): void {
  app.get('/', { schema: { hide: true } }, async (request, reply) => {
    const url = home()
    if (url === undefined) replyNotFound(request, reply)
    // Relative: whoever reached the hub under another name than its public one stays there.
    else await reply.redirect(new URL(url).pathname)
    return reply
  })
}
