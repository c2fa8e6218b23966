import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import type { TestScope } from '../../../test/support/scope.js'

/** A way to the store that can be blocked, as by a network that loses everything or a server that hangs. */
export interface StallingProxy {
  /** The store's address, through the proxy. */
  url: string
  /** From now on nothing passes; connections stay open. */
  stall: () => void
  /** Ends the connections that lost something; new ones work. */
  recover: () => void
}

/** Puts a proxy in front of a store. */
export async function startStallingProxy (t: TestScope, url: string): Promise<StallingProxy> {
  const [, credentials = '', hosts = '', query = ''] = /^mongodb:\/\/([^@/]*@)?([^/?]+)\/?[^?]*\??(.*)$/.exec(url) ?? []
  const host = decodeURIComponent(hosts.split(',')[0] ?? '')
  const [name = '', port = '27017'] = host.split(':')
  const open = (): Socket => host.startsWith('/') ? connect(host) : connect(Number(port), name)
  const sockets = new Set<Socket>()
  let isStalled = false
  const server = createServer((near) => {
    const far = open()
    for (const [from, to] of [[near, far], [far, near]] as const) {
      sockets.add(from)
      from.on('data', (bytes) => { if (!isStalled) to.write(bytes) })
      from.on('error', () => {})
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
    }
  })
  const endAll = () => { for (const socket of sockets) socket.destroy() }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(async () => {
    endAll()
    await new Promise((resolve) => server.close(resolve))
  })
  // Without discovery, which would lead past the proxy.
  const options = new URLSearchParams(query)
  options.delete('replicaSet')
  options.set('directConnection', 'true')
  return {
    url: `mongodb://${credentials}127.0.0.1:${(server.address() as AddressInfo).port}/?${options}`,
    stall: () => { isStalled = true },
    recover: () => {
      isStalled = false
      endAll()
    }
  }
}
