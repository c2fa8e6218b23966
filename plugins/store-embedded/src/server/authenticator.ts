import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto'
import { Binary, deserialize, type Document } from 'bson'
import { answer, type Command } from '../commands/command.js'
import { T } from '../bson/raw.js'
import { Refusal } from '../refusal.js'

const iterations = 15_000

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()
const xor = (a: Buffer, b: Buffer): Buffer => Buffer.from(a.map((byte, i) => byte ^ b[i]!))
const failed = (): never => { throw new Refusal('AuthenticationFailed', 'Authentication failed.') }

/** SCRAM-SHA-256 for the one user of a loopback port. @see RFC 5802, RFC 7677 */
export class Authenticator {
  readonly user = 'kefuhub'
  readonly password = randomBytes(24).toString('base64url')
  private readonly salt = randomBytes(28)
  private readonly storedKey: Buffer
  private readonly serverKey: Buffer
  private readonly talks = new Map<number, { nonce: string, text: string }>()
  private lastId = 0

  constructor () {
    const salted = pbkdf2Sync(this.password, this.salt, iterations, 32, 'sha256')
    this.storedKey = createHash('sha256').update(hmac(salted, 'Client Key')).digest()
    this.serverKey = hmac(salted, 'Server Key')
  }

  /** What hello says about it. */
  describe (): Document {
    return { saslSupportedMechs: ['SCRAM-SHA-256'] }
  }

  start (command: Command): Buffer {
    command.allow(['mechanism', 'payload', 'options', 'autoAuthorize', 'db'])
    if (command.text('mechanism') !== 'SCRAM-SHA-256') throw new Refusal('BadValue', `Received authentication for mechanism ${command.text('mechanism')} which is not enabled: use SCRAM-SHA-256`)
    const first = payloadOf(command)
    const match = /^n,,(n=([^,]*),r=([^,]+))$/.exec(first)
    if (match?.[2] !== this.user) return failed()
    const nonce = match[3]! + randomBytes(24).toString('base64')
    const reply = `r=${nonce},s=${this.salt.toString('base64')},i=${iterations}`
    const id = ++this.lastId
    this.talks.clear()
    this.talks.set(id, { nonce, text: `${match[1]!},${reply}` })
    return answer({ conversationId: id, done: false, payload: new Binary(Buffer.from(reply)) })
  }

  proceed (command: Command): Buffer {
    command.allow(['conversationId', 'payload', 'db'])
    const id = command.number('conversationId') ?? 0
    const talk = this.talks.get(id) ?? failed()
    this.talks.delete(id)
    const match = /^(c=biws,r=([^,]+)),p=([^,]+)$/.exec(payloadOf(command))
    if (match?.[2] !== talk.nonce) return failed()
    const text = `${talk.text},${match[1]!}`
    const proof = Buffer.from(match[3]!, 'base64')
    if (proof.length !== 32) return failed()
    const key = createHash('sha256').update(xor(proof, hmac(this.storedKey, text))).digest()
    if (!timingSafeEqual(key, this.storedKey)) return failed()
    return answer({ conversationId: id, done: true, payload: new Binary(Buffer.from(`v=${hmac(this.serverKey, text).toString('base64')}`)) })
  }

  /** Whether an answer ended a talk with success. */
  isDone (reply: Buffer): boolean {
    return deserialize(reply).done === true
  }
}

function payloadOf (command: Command): string {
  const payload = command.value('payload', T.binary)
  return payload === undefined ? '' : payload.buf.toString('utf8', payload.at + 5, payload.end)
}
