import { MongoClient } from 'mongodb'
import { makeId } from './filling.js'
import { remarkAt } from './remarks.js'
import { webChannel } from './web-hub.js'

/** Conversations of one insert. */
const batch = 1000
/** How far the oldest conversation is back. */
const ageMs = 90 * 86_400_000

/**
 * Of each hundred conversations: two with the bot, three that wait, ten with agents, two of them with the one who looks; the rest closed.
 * @param {number} index
 */
function stateOf (index) {
  const place = index % 100
  return place < 2 ? 'bot' : place < 5 ? 'waiting' : place < 15 ? 'open' : 'closed'
}

/**
 * Makes a conversation as the hub keeps it when its work is done, and all that belongs to it: every other one has an answer.
 * @param {number} index
 * @param {number} atMs
 * @param {string} agent who looks
 */
export function makeStoredConversation (index, atMs, agent) {
  const sender = `v-${String(index).padStart(24, '0')}`
  const thread = `${webChannel}:${sender}`
  const at = new Date(atMs)
  const answeredAt = new Date(atMs + 1000)
  const [conversation, contact, message] = [makeId(atMs), makeId(atMs), makeId(atMs)]
  const state = stateOf(index)
  const isAnswered = index % 2 === 1 && (state === 'open' || state === 'closed')
  const assignee = index % 100 < 7 ? agent : 'agent-elsewhere'
  const name = `客户 ${index.toString(16).padStart(5, '0').toUpperCase()}`
  const characters = [...name.toLowerCase()]
  const text = remarkAt(index)
  const answer = '已经为您查询，包裹在派送中，预计今天 18:00 前送达'
  const common = { channel: webChannel, thread, conversation, contact, trace: message }
  return {
    contact: {
      _id: contact,
      name,
      terms: [...new Set(characters.slice(1).map((character, place) => `${characters[place]}${character}`))],
      alias: true,
      tags: [],
      createdAt: at,
      createdBy: message
    },
    identity: { _id: thread, channel: webChannel, externalId: sender, contact, reachable: true },
    thread: { _id: thread, channel: webChannel, sender, contact, ...(state !== 'closed' && { conversation }), fence: 1 },
    conversation: {
      _id: conversation,
      channel: webChannel,
      thread,
      contact,
      state,
      tags: index % 3 === 0 ? ['物流'] : [],
      ...((state === 'open' || state === 'closed') && { assignee }),
      last: isAnswered ? { from: 'agent', type: 'text', text: answer } : { from: 'customer', type: 'text', text },
      customerWroteAt: at,
      ...(isAnswered ? { readAt: answeredAt } : state !== 'closed' && { waitingSince: at }),
      startedAt: at,
      startedBy: message,
      lastMessageAt: isAnswered ? answeredAt : at,
      ...(state !== 'bot' && { handedOverBy: message, handOverReason: '没有规则能回答' }),
      ...(state === 'closed' && { closedAt: new Date(atMs + 60_000), closedBy: `agent:${assignee}` })
    },
    messages: [
      {
        ...common,
        _id: message,
        at,
        content: { type: 'text', text },
        direction: 'in',
        eventKey: `${sender}:bench-${index}`,
        sender: { id: sender },
        trigger: 'message',
        raw: { kind: 'send', clientId: `bench-${index}`, content: { type: 'text', text } },
        turn: { attempts: 1 }
      },
      ...isAnswered
        ? [{
            ...common,
            _id: `${makeId(atMs + 1000)}.0000`,
            at: answeredAt,
            content: { type: 'text', text: answer },
            direction: 'out',
            author: { kind: 'agent', id: `agent:${assignee}`, name: '客服' },
            delivery: { state: 'sent', attempts: 1, sentAt: answeredAt }
          }]
        : []
    ]
  }
}

/**
 * Fills a store with conversations of the last 90 days, oldest first.
 * @param {import('./stores.js').Store} store served
 * @param {number} count
 * @param {string} agent who looks: two of a hundred are theirs
 * @param {(stored: number) => void} onProgress called every tenth part
 */
export async function fillInbox (store, count, agent, onProgress) {
  const client = new MongoClient(store.url)
  try {
    const db = client.db(store.database)
    const insert = async (/** @type {string} */ name, /** @type {any[]} */ documents) => {
      await db.collection(name).insertMany(documents, { ordered: false, writeConcern: { w: 1, journal: false } })
    }
    const startMs = Date.now() - ageMs
    const tenth = Math.max(batch, Math.floor(count / 10 / batch) * batch)
    for (let stored = 0; stored < count;) {
      const made = Array.from({ length: Math.min(batch, count - stored) }, (_, place) => makeStoredConversation(stored + place, startMs + ageMs * (stored + place) / count, agent))
      await insert('contacts', made.map(({ contact }) => contact))
      await insert('identities', made.map(({ identity }) => identity))
      await insert('threads', made.map(({ thread }) => thread))
      await insert('conversations', made.map(({ conversation }) => conversation))
      await insert('messages', made.flatMap(({ messages }) => messages))
      stored += made.length
      if (stored % tenth === 0) onProgress(stored)
    }
  } finally {
    await client.close()
  }
}
