import type { Account } from './account.js'
import { decryptMessage, signValues } from './crypto.js'
import { maxPassiveArticles, maxTextBytes, type MediaType } from './facts.js'
import { readXml, type XmlAnswer } from './xml.js'

/** What the platform makes of the answer to a callback. */
export type ReplyVerdict = { accepted: true, reply?: XmlAnswer } | { accepted: false, problem: string }

const identity = ['ToUserName', 'FromUserName', 'CreateTime', 'MsgType']

/** Judges the body of an answer: `success`, nothing, or a passive reply that is signed, encrypted and complete as its mode wants. */
export function judgeReply (account: Account, openid: string, body: string, nowMs: number): ReplyVerdict {
  if (body === '' || body === 'success') return { accepted: true }
  const outer = readXml(body)
  if (outer === undefined) return fail('the answer is neither success nor well-formed XML')
  const isEncrypted = 'Encrypt' in outer
  if (!isEncrypted && account.mode === 'security') return fail('security mode wants an encrypted answer')
  if (isEncrypted && account.mode === 'plain') return fail('plain mode wants an answer in clear text')
  const opened = isEncrypted ? openEnvelope(account, outer) : outer
  if (typeof opened === 'string') return fail(opened)
  const problem = findProblem(account, openid, opened, nowMs)
  return problem === undefined ? { accepted: true, reply: opened } : fail(problem)
}

function openEnvelope (account: Account, envelope: XmlAnswer): XmlAnswer | string {
  const { token, appId } = account.options
  const [encrypted, signature, timestamp, nonce] = ['Encrypt', 'MsgSignature', 'TimeStamp', 'Nonce'].map((name) => envelope[name])
  if (typeof encrypted !== 'string' || typeof timestamp !== 'string' || typeof nonce !== 'string') return 'the envelope wants Encrypt, MsgSignature, TimeStamp and Nonce'
  if (signature !== signValues(token, timestamp, nonce, encrypted)) return 'MsgSignature is wrong'
  const message = decryptMessage(encrypted, account.encodingAESKey)
  if (message === undefined) return 'Encrypt cannot be decrypted'
  if (message.id !== appId) return `the encrypted answer is for '${message.id}'`
  return readXml(message.text) ?? 'the decrypted answer is not well-formed XML'
}

function findProblem (account: Account, openid: string, reply: XmlAnswer, nowMs: number): string | undefined {
  const wrong = identity.find((name) => typeof reply[name] !== 'string' || reply[name] === '')
  if (wrong !== undefined) return `${wrong} must be there once, as text`
  if (reply.ToUserName !== openid) return `ToUserName is '${String(reply.ToUserName)}' and not the customer`
  if (reply.FromUserName !== account.options.ghId) return `FromUserName is '${String(reply.FromUserName)}' and not the account`
  if (!/^[0-9]+$/.test(String(reply.CreateTime))) return 'CreateTime is not a number of seconds'
  const hasMedia = (parent: string, name: string, type: MediaType) =>
    account.media.get(textAt(reply, parent, name) ?? '', nowMs)?.type === type ? undefined : `${parent}/${name} names no ${type} of this account`
  switch (reply.MsgType) {
    case 'text': return checkText(textAt(reply, 'Content'))
    case 'image': return hasMedia('Image', 'MediaId', 'image')
    case 'voice': return hasMedia('Voice', 'MediaId', 'voice')
    case 'video': return hasMedia('Video', 'MediaId', 'video')
    case 'music': return hasMedia('Music', 'ThumbMediaId', 'thumb')
    case 'news': return checkNews(reply)
    case 'transfer_customer_service': return 'TransInfo' in reply && !textAt(reply, 'TransInfo', 'KfAccount') ? 'TransInfo wants a KfAccount' : undefined
    default: return `MsgType '${String(reply.MsgType)}' is not one of a passive reply`
  }
}

function checkText (content: string | undefined): string | undefined {
  if (!content) return 'Content is empty'
  return Buffer.byteLength(content) > maxTextBytes ? `Content is longer than ${maxTextBytes} bytes` : undefined
}

function checkNews (reply: XmlAnswer): string | undefined {
  const articles = reply.Articles
  const items = typeof articles === 'object' && 'item' in articles ? [articles.item].flat() : []
  if (items.length < 1 || items.length > maxPassiveArticles) return `Articles holds ${items.length} items, ${maxPassiveArticles} is allowed`
  return reply.ArticleCount === String(items.length) ? undefined : 'ArticleCount does not count the items'
}

function textAt (answer: XmlAnswer, ...path: string[]): string | undefined {
  let value: XmlAnswer[string] | undefined = answer
  for (const name of path) value = typeof value === 'object' ? (value as XmlAnswer)[name] : undefined
  return typeof value === 'string' ? value : undefined
}

function fail (problem: string): ReplyVerdict {
  return { accepted: false, problem }
}
