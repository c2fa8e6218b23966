import { createHash } from 'node:crypto'
import { XMLParser } from 'fast-xml-parser'
import { fastify } from 'fastify'
import mongoose from 'mongoose'
import storeEngine from '@kefuhub/store-embedded'
import { accounts } from './accounts.js'

/*
 * What the hub is held against: a route that parses the XML, checks the SHA-1 and answers, and, given a store, waits for one insert.
 * Arguments: a store's address and a database, or nothing.
 */

/** @typedef {{ url: string, close: () => Promise<void> }} OpenStore */

const { token } = accounts.plain
const scheme = 'embedded:'

/**
 * @param {string} url
 * @returns {Promise<OpenStore>}
 */
async function openStore (url) {
  return url.startsWith(scheme) ? await storeEngine.open(url.slice(scheme.length), { log: console }) : { url, close: async () => {} }
}

/**
 * Makes the model of a message that a plain service would have: what came, kept once and found by customer.
 * @param {OpenStore} store
 * @param {string} dbName
 */
async function openMessages (store, dbName) {
  const connection = await mongoose.createConnection(store.url, { dbName, autoIndex: false, maxPoolSize: 20, writeConcern: { w: 'majority', journal: true } }).asPromise()
  const schema = new mongoose.Schema({
    eventKey: { type: String, required: true },
    sender: { type: String, required: true },
    at: { type: Date, required: true },
    content: { type: mongoose.Schema.Types.Mixed, required: true },
    raw: mongoose.Schema.Types.Mixed
  }, { collection: 'messages', versionKey: false })
  schema.index({ eventKey: 1 }, { unique: true })
  schema.index({ sender: 1, at: 1 })
  const messages = connection.model('Message', schema)
  await messages.createIndexes()
  return { connection, messages }
}

const [url, database = 'bare'] = process.argv.slice(2)
const store = url === undefined ? undefined : await openStore(url)
const opened = store === undefined ? undefined : await openMessages(store, database)
const parser = new XMLParser({ parseTagValue: false })
const app = fastify()
app.removeAllContentTypeParsers()
app.addContentTypeParser('text/xml', { parseAs: 'string' }, (_request, body, done) => { done(null, body) })
app.post('/callback', async (request, reply) => {
  const { signature, timestamp = '', nonce = '' } = /** @type {Record<string, string>} */ (request.query)
  const right = createHash('sha1').update([token, timestamp, nonce].sort().join('')).digest('hex')
  if (signature !== right) return reply.code(403).send('refused')
  const { xml } = parser.parse(/** @type {string} */ (request.body))
  if (opened !== undefined) {
    await opened.messages.create({
      eventKey: `${xml.FromUserName}:${xml.CreateTime}:${xml.MsgId}`,
      sender: xml.FromUserName,
      at: new Date(Number(xml.CreateTime) * 1000),
      content: { type: 'text', text: xml.Content },
      raw: xml
    })
  }
  return reply.type('text/plain').send('success')
})
process.once('SIGTERM', async () => {
  await app.close()
  await opened?.connection.close()
  await store?.close()
})
const origin = await app.listen({ host: '127.0.0.1', port: 0 })
console.log(`ready ${origin}/callback`)
