import { createHash } from 'node:crypto'
import { Rejected, Retryable, Unauthorized } from '@kefuhub/contract'
import SftpClient from 'ssh2-sftp-client'
import type { Draft } from '../job/draft.js'
import type { SftpOptions } from '../options.js'
import { NO_SUCH_FILE, codeOf, toConnectError, toSftpError } from './sftp-error.js'

const KEEP_ALIVE_MS = 30_000
const KEEP_ALIVE_TRIES = 2
const GOODBYE_MS = 2000

/** One connection to an SFTP server, watched: whatever stands still for too long, or is not wanted any more, ends it. */
export class SftpSession {
  // Without listeners of ours the client would write to the console.
  readonly #client = new SftpClient('kefuhub', { error () {}, end () {}, close () {} })
  readonly #options: SftpOptions
  readonly #signal: AbortSignal
  #sftp: Awaited<ReturnType<SftpClient['connect']>> | undefined
  #isBroken = false

  private constructor (options: SftpOptions, signal: AbortSignal) {
    this.#options = options
    this.#signal = signal
  }

  /** @throws Unauthorized for another host key or a refused log-in, Retryable for a server that cannot be reached */
  static async open (options: SftpOptions, signal: AbortSignal): Promise<SftpSession> {
    const session = new SftpSession(options, signal)
    let shownKey = options.hostKey
    let failure: Error | undefined
    // The client wraps what went wrong and loses at which step that was.
    session.#client.on('error', (error: Error) => { failure ??= error })
    try {
      session.#sftp = await session.#watch(() => session.#client.connect({
        host: options.host,
        port: options.port,
        username: options.user,
        ...(options.password !== undefined && { password: options.password }),
        ...(options.privateKey !== undefined && { privateKey: options.privateKey }),
        hostVerifier: (key: Buffer) => (shownKey = fingerprint(key)) === options.hostKey,
        readyTimeout: options.timeoutMs,
        keepaliveInterval: KEEP_ALIVE_MS,
        keepaliveCountMax: KEEP_ALIVE_TRIES
      }))
      return session
    } catch (error) {
      await session.close()
      signal.throwIfAborted()
      if (shownKey !== options.hostKey) {
        throw new Unauthorized(`The SFTP server ${options.host} shows the host key ${shownKey}; ask its operator whether that is right, and only then put it into target.sftp.hostKey.`)
      }
      throw toConnectError(failure ?? error, options)
    }
  }

  /** Makes a folder, and those above it, where it is missing. */
  async makeFolder (path: string): Promise<void> {
    await this.#do(async () => {
      try {
        if (!(await this.#client.stat(path)).isDirectory) throw new Rejected('On the SFTP server target.sftp.path is a file; give the path of a folder.')
      } catch (error) {
        if (codeOf(error) !== NO_SUCH_FILE) throw error
        await this.#client.mkdir(path, true)
      }
    })
  }

  /** Brings a file over, and looks whether all of it arrived. */
  async upload (draft: Draft, path: string): Promise<void> {
    await this.#do((beat) => this.#write(draft.read(), path, beat))
    const { size } = await this.#do(() => this.#client.stat(path))
    if (size !== draft.bytes) throw new Retryable(`The SFTP server has ${size} of the ${draft.bytes} bytes of ${draft.name}; its disk may be full. The files are written again.`)
  }

  /** Gives a file its name, in place of an older one. */
  async rename (from: string, to: string): Promise<void> {
    await this.#do(async () => {
      if (this.#options.rename === 'posix') return await this.#client.posixRename(from, to)
      await this.#client.delete(to, true)
      return await this.#client.rename(from, to)
    })
  }

  /** Removes a file if that can be done; what comes before has failed already. */
  async remove (path: string): Promise<void> {
    if (!this.#isBroken) await this.#do(() => this.#client.delete(path, true)).catch(() => {})
  }

  /** Ends the connection, at once where nobody answers. */
  async close (): Promise<void> {
    const goodbye = this.#isBroken ? undefined : this.#client.end().catch(() => {})
    let timer: NodeJS.Timeout | undefined
    await Promise.race([goodbye, new Promise((resolve) => { timer = setTimeout(resolve, GOODBYE_MS) })])
    clearTimeout(timer)
    // Its socket would stay as long as the server likes.
    const { client } = this.#client as unknown as { client: { destroy (): void } }
    client.destroy()
  }

  /** The client's own way of uploading takes a file that could not be written for a finished one. */
  async #write (source: AsyncIterable<Buffer>, path: string, beat: () => void): Promise<void> {
    const sftp = this.#sftp!
    const handle = await answerOf<Buffer>((done) => sftp.open(path, 'w', done))
    const close = (): Promise<void> => answerOf<void>((done) => sftp.close(handle, done))
    try {
      let at = 0
      for await (const chunk of source) {
        beat()
        await answerOf<void>((done) => sftp.write(handle, chunk, 0, chunk.length, at, done))
        at += chunk.length
      }
    } catch (error) {
      close().catch(() => {})
      throw error
    }
    await close()
  }

  async #do<T> (action: (beat: () => void) => Promise<T>): Promise<T> {
    try {
      return await this.#watch(action)
    } catch (error) {
      this.#signal.throwIfAborted()
      throw toSftpError(error, this.#options)
    }
  }

  /** @param action calls `beat` whenever it gets on */
  async #watch<T> (action: (beat: () => void) => Promise<T>): Promise<T> {
    const { timeoutMs } = this.#options
    const signal = this.#signal
    signal.throwIfAborted()
    let stop = (): void => {}
    try {
      return await new Promise<T>((resolve, reject) => {
        const giveUp = (error: unknown): void => {
          this.#isBroken = true
          reject(error)
        }
        const timer = setTimeout(giveUp, timeoutMs, new Retryable(
          `The SFTP server ${this.#options.host} did not get on for ${timeoutMs} ms; look after it, or raise target.sftp.timeoutMs.`))
        const onAbort = (): void => giveUp(signal.reason)
        signal.addEventListener('abort', onAbort)
        stop = () => {
          clearTimeout(timer)
          signal.removeEventListener('abort', onAbort)
        }
        action(() => { timer.refresh() }).then(resolve, reject)
      })
    } finally {
      stop()
    }
  }
}

/** What a call of the protocol answers. */
async function answerOf<T> (ask: (done: (error: Error | null | undefined, answer: T) => void) => void): Promise<T> {
  return await new Promise((resolve, reject) => ask((error, answer) => { if (error) reject(error); else resolve(answer) }))
}

/** As `ssh-keygen -lf` prints it. */
function fingerprint (key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`
}
