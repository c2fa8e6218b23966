import { createServer, type AddressInfo } from 'node:net'
import t from 'tap'
import type { IndexDescriptionInfo } from 'mongodb'
import mongoose from 'mongoose'
import { openStore } from '../../src/store/store.js'
import { openTestStore } from '../../../test/support/store.js'
import { openStand, until } from './stand.js'
import { startStallingProxy } from './stalling-proxy.js'

t.test('an open store answers and has every index that the models name', async (t) => {
  const { store } = await openStand(t)
  await t.resolves(store.ping())
  for (const model of Object.values(store.connection.models)) {
    const declared = model.schema.indexes().map(([key, { unique, partialFilterExpression, sparse }]) =>
      ({ key, ...(unique === true && { unique }), ...(partialFilterExpression !== undefined && { partialFilterExpression }), ...(sparse === true && { sparse }) }))
    if (declared.length === 0) continue
    const made = (await model.collection.indexes() as IndexDescriptionInfo[]).slice(1).map(({ key, unique, partialFilterExpression, sparse }) =>
      ({ key, ...(unique === true && { unique }), ...(partialFilterExpression !== undefined && { partialFilterExpression }), ...(sparse === true && { sparse }) }))
    const order = (list: object[]) => list.map((entry) => JSON.stringify(entry)).sort()
    t.same(order(made), order(declared), model.modelName)
  }
})

t.test('opening again, also by two processes at once, changes nothing and loses nothing', async (t) => {
  const { store, open } = await openStand(t)
  await store.cursors.create({ _id: 'a:b', value: 'kept' })
  const before = await store.messages.collection.indexes()
  const [again] = await Promise.all([open(), open()])
  t.same(await again.messages.collection.indexes(), before)
  t.match(await again.cursors.findById('a:b').lean(), { value: 'kept' })
})

t.test('a field that no model knows is refused', async (t) => {
  const { store } = await openStand(t)
  await t.rejects(store.cursors.create({ _id: 'a', value: 'b', extra: 1 } as never), { name: 'StrictModeError' })
  await t.rejects(store.cursors.updateOne({ _id: 'a' }, { $set: { extra: 1 } } as never), { name: 'StrictModeError' })
})

t.test('an address where nobody listens fails within the time given', async (t) => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  await t.rejects(openStore({ url: `mongodb://127.0.0.1:${port}/`, database: 'none', selectionTimeoutMs: 50 }), { name: 'MongooseServerSelectionError' })
})

t.test('a store whose indexes cannot be made is not left open', async (t) => {
  const { store, testStore } = await openStand(t)
  await store.agents.collection.dropIndexes()
  await store.agents.collection.createIndex({ login: 1 }, { name: 'login_1' })
  const countOpen = () => mongoose.connections.filter(({ readyState }) => readyState !== mongoose.ConnectionStates.disconnected).length
  const before = countOpen()
  await t.rejects(openStore({ url: testStore.url, database: testStore.database }), { code: /^8[56]$/ })
  t.equal(countOpen(), before)
})

t.test('a ping of a store that hangs is an error within its time', async (t) => {
  const { url, database } = openTestStore(t)
  const proxy = await startStallingProxy(t, url)
  const store = await openStore({ url: proxy.url, database })
  t.teardown(store.close)
  await t.resolves(store.ping())
  proxy.stall()
  await t.rejects(store.ping(), { code: 'KH_ERR_STORE_UNREACHABLE' })
  proxy.recover()
  await t.resolves(until(() => store.ping().then(() => true, () => false)))
})

t.test('a closed store answers nobody', async (t) => {
  const { open } = await openStand(t)
  const store = await open()
  await store.close()
  await t.rejects(store.ping())
})
