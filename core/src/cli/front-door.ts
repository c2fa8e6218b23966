import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'

/** Limits of a server that the door takes over from the app behind it. */
const LIMITS = ['keepAliveTimeout', 'requestTimeout', 'headersTimeout'] as const

/**
 * Listens for an app that may be replaced while connections are open: each request goes to the app that is in charge when it
 * comes, on whichever connection. The apps behind it do not listen themselves.
 */
export class FrontDoor {
  readonly #server = createServer()
  readonly #answering = new Map<FastifyInstance, Set<ServerResponse>>()
  #app: FastifyInstance

  constructor (app: FastifyInstance) {
    this.#app = app
    this.lead(app)
    this.#server.on('request', (request, response) => {
      const answering = this.#answering.get(this.#app) ?? new Set()
      this.#answering.set(this.#app, answering.add(response))
      response.once('close', () => { answering.delete(response) })
      this.#app.server.emit('request', request, response)
    })
    this.#server.on('upgrade', (request, socket, head) => {
      if (!this.#app.server.emit('upgrade', request, socket, head)) socket.destroy()
    })
    this.#server.on('clientError', (error, socket) => {
      if (!this.#app.server.emit('clientError', error, socket)) socket.destroy()
    })
  }

  /** Puts an app, which has to be ready, in charge of all requests from now on. */
  lead (app: FastifyInstance): void {
    for (const name of LIMITS) this.#server[name] = app.server[name]
    this.#app = app
  }

  /** @returns the port. @throws Error with the system's code, such as `EADDRINUSE` */
  async listen (host: string, port: number): Promise<number> {
    this.#server.listen(port, host)
    await once(this.#server, 'listening')
    return (this.#server.address() as AddressInfo).port
  }

  /** Resolves when every request that an app got is answered, or after `withinMs`. It must not be in charge any more, or the door be shut. */
  async drain (app: FastifyInstance, withinMs: number): Promise<void> {
    const answering = [...this.#answering.get(app) ?? []]
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => { timer = setTimeout(resolve, withinMs) })
    await Promise.race([Promise.allSettled(answering.map(async (response) => { await once(response, 'close') })), late])
    clearTimeout(timer)
    this.#answering.delete(app)
  }

  /** Takes no more connections; those that are open stay until they are idle. */
  shut (): void { this.#server.close() }

  /** Breaks what is still open. */
  close (): void { this.#server.closeAllConnections() }
}
