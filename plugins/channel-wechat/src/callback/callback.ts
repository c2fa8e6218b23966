import { isUtf8 } from 'node:buffer'
import { createHmac, hash } from 'node:crypto'
import { decodeKey, decrypt, encrypt, writeEnvelope } from './envelope.js'
import { errors } from '../errors.js'
import type { Options } from '../options.js'
import { readXml, type XmlObject } from './read-xml.js'
import { ReplayGuard } from './replay-guard.js'
import { isSignedBy } from './signature.js'
import { writeXml, type ReplyFields } from './write-xml.js'

/** The query of a callback as the web framework parsed it: a repeated parameter is an array. */
export type CallbackQuery = Record<string, unknown>

/** A callback that passed every check. */
export interface OpenedCallback {
  fields: XmlObject
  /** The XML that the fields were read from, decrypted. */
  xml: string
}

const MAX_PARAMETER_LENGTH = 256
const SECONDS = /^\d{1,11}$/

/** The unguessable path of the callback below the channel's prefix: a slash and 16 hex digits derived from token and app id. */
export function callbackPath (options: Pick<Options, 'token' | 'appId'>): string {
  return '/' + createHmac('sha256', options.token).update(`callback:${options.appId}`).digest('hex').slice(0, 16)
}

/** Verifies and opens what arrives at the callback address, and seals what goes back. */
export class Callback {
  readonly #options: Options
  readonly #keys: Buffer[]
  readonly #replays: ReplayGuard
  readonly #isEncrypted: boolean

  constructor (options: Options) {
    this.#options = options
    this.#keys = [options.encodingAESKey, options.previousEncodingAESKey].filter((key) => key !== undefined).map(decodeKey)
    this.#replays = new ReplayGuard(options.maxAgeMs)
    this.#isEncrypted = options.mode !== 'plain'
  }

  /**
   * The answer to the platform's verification of the address.
   * @throws WECHAT_ERR_SIGNATURE, WECHAT_ERR_STALE, WECHAT_ERR_REPLAY, WECHAT_ERR_ENVELOPE
   */
  openEcho (query: CallbackQuery, nowMs: number): string {
    const { echostr } = query
    if (typeof echostr !== 'string') throw new errors.WECHAT_ERR_SIGNATURE()
    const isSealed = query.encrypt_type === 'aes' && query.msg_signature !== undefined && this.#keys.length > 0
    const { timestamp, nonce } = isSealed ? this.#verify(query, query.msg_signature, nowMs, echostr) : this.#verify(query, query.signature, nowMs)
    // The same store as for messages, so that the signature of a verification cannot carry a message.
    this.#refuseReplay(`${timestamp} ${nonce}`, `echo ${hash('sha256', echostr, 'base64')}`, nowMs)
    return isSealed ? this.#decrypt(echostr) : echostr
  }

  /**
   * Checks signature, age and replay of a pushed message, decrypts it and reads it.
   * @throws an error of the catalogue whose status the caller gets
   */
  openMessage (query: CallbackQuery, body: Buffer, nowMs: number): OpenedCallback {
    return this.#isEncrypted ? this.#openSealed(query, body, nowMs) : this.#openPlain(query, body, nowMs)
  }

  #openPlain (query: CallbackQuery, body: Buffer, nowMs: number): OpenedCallback {
    if (query.encrypt_type !== undefined && query.encrypt_type !== 'raw') throw new errors.WECHAT_ERR_DOWNGRADE('is encrypted and the channel is in plain mode')
    const { timestamp, nonce } = this.#verify(query, query.signature, nowMs)
    this.#refuseReplay(`${timestamp} ${nonce}`, hash('sha256', body, 'base64'), nowMs)
    const xml = decodeBody(body)
    return { fields: this.#readFields(xml), xml }
  }

  #openSealed (query: CallbackQuery, body: Buffer, nowMs: number): OpenedCallback {
    if (query.encrypt_type !== 'aes') throw new errors.WECHAT_ERR_DOWNGRADE('is not encrypted')
    const sealed = readXml(decodeBody(body)).Encrypt
    if (typeof sealed !== 'string') throw new errors.WECHAT_ERR_DOWNGRADE('has no single Encrypt element')
    const ciphertext = sealed.trim()
    const { timestamp, nonce } = this.#verify(query, query.msg_signature, nowMs, ciphertext)
    const xml = this.#decrypt(ciphertext)
    const fields = this.#readFields(xml)
    // Here the sender is known for sure, so two customers who get the same nonce in one second do not hinder each other.
    this.#refuseReplay(`${timestamp} ${nonce} ${String(fields.FromUserName)}`, String(query.msg_signature), nowMs)
    return { fields, xml }
  }

  /** Writes a passive reply, sealed when the channel is in an encrypted mode. */
  writeReply (reply: ReplyFields, nowMs: number): string {
    const xml = writeXml(reply)
    const key = this.#keys[0]
    if (!this.#isEncrypted || key === undefined) return xml
    const timestamp = String(Math.floor(nowMs / 1000))
    const ciphertext = encrypt(xml, key, this.#options.appId)
    return writeEnvelope({ token: this.#options.token, timestamp, nonce: hash('sha1', ciphertext, 'hex').slice(0, 16), ciphertext })
  }

  #verify (query: CallbackQuery, signature: unknown, nowMs: number, ...signed: string[]): { timestamp: string, nonce: string } {
    const { timestamp, nonce } = query
    if (typeof timestamp !== 'string' || typeof nonce !== 'string' || nonce.length > MAX_PARAMETER_LENGTH || !SECONDS.test(timestamp)) {
      throw new errors.WECHAT_ERR_SIGNATURE()
    }
    if (!isSignedBy(signature, this.#options.token, timestamp, nonce, ...signed)) throw new errors.WECHAT_ERR_SIGNATURE()
    if (Math.abs(nowMs - Number(timestamp) * 1000) > this.#options.maxAgeMs) throw new errors.WECHAT_ERR_STALE()
    return { timestamp, nonce }
  }

  #refuseReplay (pair: string, digest: string, nowMs: number): void {
    if (!this.#replays.admits(pair, digest, nowMs)) throw new errors.WECHAT_ERR_REPLAY()
  }

  #decrypt (ciphertext: string): string {
    let failure: unknown
    for (const key of this.#keys) {
      try {
        return decrypt(ciphertext, key, this.#options.appId)
      } catch (error) {
        failure ??= error
      }
    }
    throw failure
  }

  #readFields (xml: string): XmlObject {
    const fields = readXml(xml)
    for (const name of ['ToUserName', 'FromUserName', 'CreateTime', 'MsgType']) {
      const value = fields[name]
      if (typeof value !== 'string') throw new errors.WECHAT_ERR_MALFORMED(`${name} must stand once, as text`)
      const trimmed = value.trim()
      if (trimmed === '' || trimmed.length > MAX_PARAMETER_LENGTH) throw new errors.WECHAT_ERR_MALFORMED(`${name} is empty or too long`)
      if (trimmed !== value) fields[name] = trimmed
    }
    if (!SECONDS.test(fields.CreateTime as string)) throw new errors.WECHAT_ERR_MALFORMED('CreateTime is not in Unix seconds')
    if (fields.ToUserName !== this.#options.originalId) throw new errors.WECHAT_ERR_ACCOUNT()
    return fields
  }
}

function decodeBody (body: Buffer): string {
  if (!isUtf8(body)) throw new errors.WECHAT_ERR_MALFORMED('it is not UTF-8')
  return body.toString()
}
