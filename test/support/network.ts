import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import type { TestScope } from './scope.js'

/** A way to a server of this machine that can be cut. */
export interface Network {
  /** The server's address on this way. */
  url: string
  /** From now on nothing passes, in either direction, and nobody is told: as when a cable is pulled. */
  cut: () => void
  /** Whatever was under way is lost; new connections work. */
  restore: () => void
}

/** Makes a way of its own to a server. @param port of the server, which need not be there yet */
export async function openNetwork (t: TestScope, port: number): Promise<Network> {
  const sockets = new Set<Socket>()
  let isCut = false
  const server = createServer((near) => {
    sockets.add(near)
    near.on('error', () => {})
    if (isCut) return
    const far = connect(port, '127.0.0.1')
    for (const [from, to] of [[near, far], [far, near]] as const) {
      sockets.add(from)
      from.on('data', (bytes) => { if (!isCut) to.write(bytes) })
      from.on('error', () => {})
      from.on('close', () => {
        sockets.delete(from)
        if (!isCut) to.destroy()
      })
    }
  })
  const endAll = (): void => { for (const socket of sockets) socket.destroy() }
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  t.teardown(async () => {
    isCut = false
    endAll()
    await new Promise((resolve) => { server.close(resolve) })
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut: () => { isCut = true },
    restore: () => {
      isCut = false
      endAll()
    }
  }
}
