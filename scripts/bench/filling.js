import { randomBytes } from 'node:crypto'
import { MongoClient } from 'mongodb'

/** Messages of one insert. */
const batch = 1000
/** Messages of one conversation, question and answer in turn. */
const perConversation = 20
/** How far the oldest message is back. */
const ageMs = 90 * 86_400_000
const channel = 'plain'
const texts = ['请问这款有现货吗', '有的，今天下单明天发货', '我昨天下的单，订单号 20261122-38812，什么时候能到', '已经为您查询，包裹在派送中，预计今天 18:00 前送达', '谢谢', '不客气，还有什么可以帮您？']

/**
 * Makes the id of something that came at a time, sorted by it like the hub's own.
 * @param {number} atMs
 */
export function makeId (atMs) {
  const time = Math.trunc(atMs).toString(16).padStart(12, '0')
  const random = randomBytes(10).toString('hex')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-8${random.slice(3, 6)}-${random.slice(6, 18)}`
}

/**
 * Makes a message as the hub keeps it when its work is done: what a customer wrote and, every other time, the answer to it.
 * @param {number} index
 * @param {number} atMs
 * @param {string} conversation
 */
export function makeStoredMessage (index, atMs, conversation) {
  const number = Math.floor(index / perConversation)
  const openid = `oStored${String(number).padStart(21, '0')}`
  const at = new Date(atMs)
  const text = texts[index % texts.length]
  const common = { channel, thread: `${channel}:${openid}`, at, content: { type: 'text', text }, conversation, contact: `contact-${number}` }
  const _id = makeId(atMs)
  if (index % 2 === 1) {
    const delivery = { state: 'sent', attempts: 1, sentAt: at }
    return { ...common, _id: `${_id}.0000`, direction: 'out', trace: _id, author: { kind: 'bot', id: 'bot' }, delivery }
  }
  const seconds = String(Math.floor(atMs / 1000))
  const id = String(24_000_000_000_000_000n + BigInt(index))
  return {
    ...common,
    _id,
    direction: 'in',
    trace: _id,
    eventKey: `msg:${openid}:${seconds}:${id}`,
    sender: { id: openid },
    trigger: 'message',
    raw: { ToUserName: 'gh_0000000bench1', FromUserName: openid, CreateTime: seconds, MsgType: 'text', Content: text, MsgId: id },
    turn: { attempts: 1 }
  }
}

/**
 * Fills the messages of a store with finished ones of the last 90 days, oldest first.
 * @param {{ url: string, database: string }} store served
 * @param {number} count
 * @param {(stored: number) => void} onProgress called every tenth part
 */
export async function fillMessages (store, count, onProgress) {
  const client = new MongoClient(store.url)
  try {
    const messages = client.db(store.database).collection('messages')
    const startMs = Date.now() - ageMs
    const tenth = Math.max(batch, Math.floor(count / 10 / batch) * batch)
    let conversation = ''
    for (let stored = 0; stored < count;) {
      const documents = []
      for (let index = stored; index < Math.min(stored + batch, count); index++) {
        const atMs = startMs + ageMs * index / count
        if (index % perConversation === 0) conversation = makeId(atMs)
        documents.push(makeStoredMessage(index, atMs, conversation))
      }
      await messages.insertMany(/** @type {any[]} */ (documents), { ordered: false, writeConcern: { w: 1, journal: false } })
      stored += documents.length
      if (stored % tenth === 0) onProgress(stored)
    }
  } finally {
    await client.close()
  }
}
