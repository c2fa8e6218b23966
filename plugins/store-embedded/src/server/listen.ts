import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { once } from 'node:events'
import { Authenticator } from './authenticator.js'
import { Connection, type Log } from './connection.js'
import type { Engine } from './engine.js'

/** Longest path of a unix socket that all systems take, in bytes. */
const maxSocketBytes = 100

/** An open door: its URL, and how to shut it. */
export interface Door { url: string, close (): Promise<void> }

/** Listens on a private socket in the folder, or, where there are none, on a loopback port with a password. */
export async function listen (engine: Engine, folder: string, log: Log): Promise<Door> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    return new Connection(socket, engine, log)
  })
  const url = process.platform === 'win32' ? await openPort(server, engine) : await openSocket(server, folder)
  return {
    url,
    async close () {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    }
  }
}

/** A port that only this machine reaches, with a password that only the lock file tells. */
export async function openPort (server: Server, engine: Engine): Promise<string> {
  engine.auth = new Authenticator()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return `mongodb://${engine.auth.user}:${engine.auth.password}@127.0.0.1:${port}/?directConnection=true&authMechanism=SCRAM-SHA-256&authSource=admin`
}

async function openSocket (server: Server, folder: string): Promise<string> {
  const path = socketPath(folder)
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  chmodSync(dirname(path), 0o700)
  rmSync(path, { force: true })
  server.listen(path)
  await once(server, 'listening')
  chmodSync(path, 0o600)
  return `mongodb://${encodeURIComponent(path)}/?directConnection=true`
}

/** Where the socket of a folder is: inside, or, if that path is too long, in a private folder named by its hash. */
export function socketPath (folder: string): string {
  const inside = join(folder, 'store.sock')
  if (Buffer.byteLength(inside) <= maxSocketBytes) return inside
  return join(tmpdir(), `kefuhub-${createHash('sha256').update(folder).digest('hex').slice(0, 24)}`, 'store.sock')
}
