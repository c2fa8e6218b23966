import { encryptMessage, signValues } from './crypto.js'
import { simulatorErrors } from './errors.js'
import type { CallbackMode, CallbackSettings } from './options.js'
import { writeXml, type XmlFields } from './xml.js'

/** A signed request, ready to be sent with POST. */
export interface CallbackRequest {
  /** The whole address, query included. */
  url: string
  query: Record<string, string>
  body: string
  headers: Record<string, string>
}

/** What a test may set itself. */
export interface CallbackOptions {
  /** Unix seconds of the signature. Default now. */
  timestamp?: string | number
  nonce?: string
  /** Default the account's own. */
  mode?: CallbackMode
  /** Milliseconds since 1970, for the timestamp and CreateTime. Default Date.now(). */
  nowMs?: number
}

/**
 * Builds the callback for one message or event: XML, signature and, by mode, encryption.
 * @param fields everything behind FromUserName; ToUserName, FromUserName and CreateTime are filled in unless given
 * @throws KH_ERR_SIMULATOR_CALLBACK_URL when the account has no address
 */
export function buildCallback (account: CallbackSettings, openid: string, fields: XmlFields, options: CallbackOptions = {}): CallbackRequest {
  const nowS = Math.floor((options.nowMs ?? Date.now()) / 1000)
  const xml = writeXml({ ToUserName: account.ghId, FromUserName: openid, CreateTime: nowS, ...fields })
  const query = signQuery(account.token, String(options.timestamp ?? nowS), options.nonce ?? makeNonce())
  const mode = options.mode ?? account.mode
  if (mode === 'plain') return finishRequest(account, { ...query, openid }, xml)
  const encrypted = encryptMessage(xml, account.appId, account.encodingAESKey)
  const envelope = `<Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`
  const body = mode === 'security'
    ? `<xml><ToUserName><![CDATA[${account.ghId}]]></ToUserName>${envelope}`
    : xml.slice(0, -'</xml>'.length) + envelope
  const msgSignature = signValues(account.token, query.timestamp, query.nonce, encrypted)
  return finishRequest(account, { ...query, openid, encrypt_type: 'aes', msg_signature: msgSignature }, body)
}

/** Builds the address of a GET verification. @throws KH_ERR_SIMULATOR_CALLBACK_URL */
export function buildVerification (account: CallbackSettings, echostr: string, nowMs: number): string {
  return writeUrl(account, { ...signQuery(account.token, String(Math.floor(nowMs / 1000)), makeNonce()), echostr })
}

function signQuery (token: string, timestamp: string, nonce: string): { signature: string, timestamp: string, nonce: string } {
  return { signature: signValues(token, timestamp, nonce), timestamp, nonce }
}

function finishRequest (account: CallbackSettings, query: Record<string, string>, body: string): CallbackRequest {
  return { url: writeUrl(account, query), query, body, headers: { 'content-type': 'text/xml', accept: '*/*', pragma: 'no-cache', 'user-agent': 'Mozilla/4.0' } }
}

function writeUrl (account: CallbackSettings, query: Record<string, string>): string {
  const base = account.callbackUrl
  if (base === undefined || !base.startsWith('http://') || !URL.canParse(base)) throw new simulatorErrors.KH_ERR_SIMULATOR_CALLBACK_URL(account.appId)
  return `${base}${base.includes('?') ? '&' : '?'}${new URLSearchParams(query).toString()}`
}

function makeNonce (): string {
  return String(Math.floor(Math.random() * 0xffffffff))
}
