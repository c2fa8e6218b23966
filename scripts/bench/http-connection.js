import { connect } from 'node:net'

const headEnd = Buffer.from('\r\n\r\n')

/**
 * Reads an HTTP/1.1 answer with a content-length from its first bytes on.
 * @param {Buffer} bytes all that has come so far
 * @returns {{ status: number, body: string } | undefined} undefined while something is missing
 * @throws {Error} for an answer of another kind
 */
export function readAnswer (bytes) {
  const at = bytes.indexOf(headEnd)
  if (at < 0) return undefined
  const head = bytes.toString('latin1', 0, at)
  const length = /^content-length: *(\d+)\r?$/im.exec(head)?.[1]
  if (!head.startsWith('HTTP/1.1 ') || length === undefined) throw new Error(`an answer that this generator does not read: ${head.slice(0, 200)}`)
  const from = at + headEnd.length
  const to = from + Number(length)
  if (bytes.length < to) return undefined
  return { status: Number(head.slice(9, 12)), body: bytes.toString('utf8', from, to) }
}

/**
 * Writes a POST request.
 * @param {{ url: string, headers: Record<string, string>, body: string }} request
 */
export function writeRequest ({ url, headers, body }) {
  const { host, pathname, search } = new URL(url)
  const lines = Object.entries({ host, ...headers, 'content-length': Buffer.byteLength(body) }).map(([name, value]) => `${name}: ${value}`)
  return Buffer.from(`POST ${pathname}${search} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`)
}

/** A kept-alive connection with at most one request under way: as little work for each as Node allows. */
export class HttpConnection {
  /** @type {import('node:net').Socket} */
  #socket
  /** @type {Buffer | undefined} */
  #partial
  /** @type {((answer: { status: number, body: string }) => void) | undefined} */
  #onAnswer

  /**
   * @param {URL} target
   * @param {(error: Error) => void} onBroken called when it ends though nobody closed it
   */
  constructor (target, onBroken) {
    this.#socket = connect({ host: target.hostname, port: Number(target.port), noDelay: true })
    this.#socket.on('data', (chunk) => {
      try {
        this.#take(chunk)
      } catch (error) {
        onBroken(/** @type {Error} */ (error))
      }
    })
    this.#socket.on('error', onBroken)
    this.#socket.on('close', () => onBroken(new Error(`${target.host} closed a connection`)))
  }

  /** @returns {Promise<void>} settles when it stands */
  open () {
    return new Promise((resolve, reject) => { this.#socket.once('connect', resolve).once('error', reject) })
  }

  /**
   * @param {Buffer} request
   * @param {(answer: { status: number, body: string }) => void} onAnswer
   */
  send (request, onAnswer) {
    this.#onAnswer = onAnswer
    this.#socket.write(request)
  }

  close () {
    this.#socket.removeAllListeners('close').destroy()
  }

  /** @param {Buffer} chunk */
  #take (chunk) {
    const bytes = this.#partial === undefined ? chunk : Buffer.concat([this.#partial, chunk])
    const answer = readAnswer(bytes)
    this.#partial = answer === undefined ? bytes : undefined
    if (answer !== undefined) this.#onAnswer?.(answer)
  }
}
