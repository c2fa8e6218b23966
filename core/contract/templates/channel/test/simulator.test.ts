import assert from 'node:assert/strict'
import test from 'node:test'
import { createFakeHub } from '@kefuhub/contract/testing'
import channel from '../src/index.js'
import simulator from '../src/simulator/index.js'

test('a customer of the simulator writes, and is answered', async () => {
  const platform = await simulator.start({})
  const hub = await createFakeHub(channel, platform.options, { nowMs: Date.now() })
  try {
    const address = await hub.app.listen({ host: '127.0.0.1', port: 0 })
    const customer = await platform.join(hub.instance.endpoints?.map(({ url }) => url.replace('https://hub.test', address)) ?? [], 'Ann')
    await customer.say('hello')
    assert.deepEqual(hub.received.map(({ content }) => content), [{ type: 'text', text: 'hello' }])
    await hub.send({ type: 'text', text: 'good morning' }, { recipient: customer.id })
    assert.deepEqual(await customer.next(0, 1000), { type: 'text', text: 'good morning' })
  } finally {
    await hub.close()
    await platform.close()
  }
})
