import { spawn } from 'node:child_process'
import { createHash, generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo, Server as NetServer } from 'node:net'
import ssh2, { type Connection, type ServerChannel } from 'ssh2'

const TYPES = { open: 3, close: 4, write: 6, lstat: 7, fstat: 8, setstat: 9, fsetstat: 10, remove: 13, mkdir: 14, realpath: 16, stat: 17, rename: 18, extended: 200 }
const NAMES = new Map(Object.entries(TYPES).map(([name, type]) => [type, name as Call]))

/** A call of the SFTP protocol. */
export type Call = keyof typeof TYPES

/** How the server behaves. */
export interface SftpServerOptions {
  user?: string
  password?: string
  /** Takes a log-in with any key. */
  takesKeys?: boolean
  /** Offers posix-rename@openssh.com. Default true. */
  hasPosixRename?: boolean
  /** Has no subsystem of the name sftp. */
  hasNoSftp?: boolean
  /** Programme that speaks SFTP in place of this one. */
  program?: string
}

/** A private key that ssh2 takes. Its own generator now and then makes one that it does not take. */
export function newKey (): string {
  return generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey.export({ type: 'sec1', format: 'pem' }).toString()
}

/** An SSH server with the SFTP protocol, version 3, over files in memory. */
export class SftpServer {
  readonly #options: SftpServerOptions
  readonly #server: ssh2.Server
  readonly #connections = new Set<Connection>()
  readonly #hostKey = newKey()
  /** By absolute path; the folder of the log-in is `/srv`. */
  readonly files = new Map<string, Buffer>()
  readonly folders = new Set(['/', '/srv'])
  readonly calls: string[] = []
  /** Answers calls with a status in place of doing them. */
  readonly refusals = new Map<Call, { status: number, message?: string }>()
  /** Calls that are not answered. */
  readonly silent = new Set<Call>()
  /** Calls at which the connection breaks. */
  readonly breaks = new Set<Call>()
  /** Stores no more of a file than that, and says nothing about it. */
  maxBytes = Infinity
  onCall: (name: Call) => void = () => {}

  constructor (options: SftpServerOptions = {}) {
    this.#options = options
    this.#server = new ssh2.Server({ hostKeys: [this.#hostKey] }, (connection) => this.#serve(connection))
  }

  /** The fingerprint as ssh-keygen prints it. */
  get fingerprint (): string {
    const key = ssh2.utils.parseKey(this.#hostKey) as ssh2.ParsedKey
    return `SHA256:${createHash('sha256').update(key.getPublicSSH()).digest('base64').replace('=', '')}`
  }

  async listen (): Promise<number> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return (this.#server.address() as AddressInfo).port
  }

  get connections (): number { return this.#connections.size }

  async close (): Promise<void> {
    const server = this.#server as unknown as NetServer
    await new Promise((resolve) => {
      server.close(resolve)
      for (const connection of this.#connections) (connection as unknown as { _sock: { destroy (): void } })._sock.destroy()
    })
  }

  #serve (connection: Connection): void {
    const { user = 'hub', password = 'sftp-password', takesKeys = false, hasNoSftp = false, program } = this.#options
    this.#connections.add(connection)
    connection.on('error', () => {})
    connection.on('close', () => this.#connections.delete(connection))
    connection.on('authentication', (context) => {
      if (context.username !== user) context.reject(['password'])
      else if (context.method === 'password' && context.password === password) context.accept()
      else if (context.method === 'publickey' && takesKeys) context.accept()
      else context.reject(['password', 'publickey'])
    })
    connection.on('session', (accept) => {
      accept().on('subsystem', (accept: () => ServerChannel, reject: () => void) => {
        if (hasNoSftp) return reject()
        const channel = accept()
        if (program === undefined) this.#speak(channel, connection)
        else {
          const child = spawn(program, { stdio: ['pipe', 'pipe', 'ignore'] })
          channel.pipe(child.stdin)
          child.stdout.pipe(channel)
        }
      })
    })
  }

  #speak (channel: ServerChannel, connection: Connection): void {
    let pending = Buffer.alloc(0)
    channel.on('data', (chunk: Buffer) => {
      pending = Buffer.concat([pending, chunk])
      while (pending.length >= 4 && pending.length >= 4 + pending.readUInt32BE(0)) {
        const end = 4 + pending.readUInt32BE(0)
        this.#answer(pending.subarray(4, end), channel, connection)
        pending = pending.subarray(end)
      }
    })
  }

  #answer (packet: Buffer, channel: ServerChannel, connection: Connection): void {
    const send = (type: number, ...parts: Buffer[]): void => {
      const body = Buffer.concat([Buffer.from([type]), ...parts])
      channel.write(Buffer.concat([uint32(body.length), body]))
    }
    if (packet[0] === 1) {
      const extension = this.#options.hasPosixRename === false ? [] : [string('posix-rename@openssh.com'), string('1')]
      return send(2, uint32(3), ...extension)
    }
    const reader = new Reader(packet, 1)
    const id = uint32(reader.uint32())
    const status = (code: number, message = ''): void => send(101, id, uint32(code), string(message), string(''))
    const call = NAMES.get(packet[0] ?? 0)
    if (call === undefined) return status(8)
    this.calls.push(call)
    this.onCall(call)
    if (this.silent.has(call)) return
    if (this.breaks.has(call)) return (connection as unknown as { _sock: { destroy (): void } })._sock.destroy()
    const refusal = this.refusals.get(call)
    if (refusal !== undefined) return status(refusal.status, refusal.message)
    this.#do(call, reader, { id, send, status })
  }

  #do (call: Call, reader: Reader, { id, send, status }: { id: Buffer, send: (type: number, ...parts: Buffer[]) => void, status: (code: number) => void }): void {
    const { files, folders } = this
    if (call === 'extended') {
      if (reader.string() !== 'posix-rename@openssh.com') return status(8)
      return status(this.#move(toPath(reader.string()), toPath(reader.string()), true))
    }
    const path = toPath(reader.string())
    const parent = path.replace(/\/[^/]*$/, '') || '/'
    if (call === 'open') {
      if (!folders.has(parent)) return status(2)
      files.set(path, Buffer.alloc(0))
      return send(102, id, string(path))
    }
    if (call === 'write') {
      reader.uint32()
      const at = reader.uint32()
      const written = Buffer.concat([(files.get(path) ?? Buffer.alloc(0)).subarray(0, at), reader.bytes()])
      files.set(path, written.subarray(0, this.maxBytes))
      return status(0)
    }
    if (call === 'stat' || call === 'lstat' || call === 'fstat') {
      const file = files.get(path)
      if (file === undefined && !folders.has(path)) return status(2)
      return send(105, id, uint32(5), uint32(0), uint32(file?.length ?? 0), uint32(file === undefined ? 0o040755 : 0o100640))
    }
    if (call === 'mkdir') {
      if (!folders.has(parent)) return status(2)
      folders.add(path)
      return status(0)
    }
    if (call === 'remove') return status(files.delete(path) ? 0 : 2)
    if (call === 'rename') return status(this.#move(path, toPath(reader.string()), false))
    if (call === 'realpath') return send(104, id, uint32(1), string(path), string(path), uint32(0))
    status(0)
  }

  /** OpenSSH's plain rename replaces nothing. */
  #move (from: string, to: string, replaces: boolean): number {
    const file = this.files.get(from)
    if (file === undefined) return 2
    if (!replaces && this.files.has(to)) return 4
    this.files.delete(from)
    this.files.set(to, file)
    return 0
  }
}

class Reader {
  readonly #packet: Buffer
  #at: number
  constructor (packet: Buffer, at: number) {
    this.#packet = packet
    this.#at = at
  }

  uint32 (): number {
    this.#at += 4
    return this.#packet.readUInt32BE(this.#at - 4)
  }

  bytes (): Buffer {
    const length = this.uint32()
    this.#at += length
    return this.#packet.subarray(this.#at - length, this.#at)
  }

  string (): string { return this.bytes().toString() }
}

function toPath (path: string): string {
  const absolute = path.startsWith('/') ? path : `/srv/${path}`
  return absolute.split('/').filter((part) => part !== '' && part !== '.').reduce((whole, part) => `${whole}/${part}`, '') || '/'
}

function uint32 (number: number): Buffer {
  const buffer = Buffer.alloc(4)
  buffer.writeUInt32BE(number)
  return buffer
}

function string (text: string): Buffer { return Buffer.concat([uint32(Buffer.byteLength(text)), Buffer.from(text)]) }
