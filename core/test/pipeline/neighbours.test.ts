import t from 'tap'
import { Rejected, Retryable } from '@kefuhub/contract'
import { createTestChannel, inbound } from '../support/channel.js'
import { createTestHub, type TestHub } from '../support/hub.js'

const picture = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const image = inbound({ content: { type: 'image', media: { state: 'remote', remote: 'MEDIA_1' } } })

async function storedImage (hub: TestHub, state: string) {
  for (;;) {
    const message = await hub.store.messages.findOne({ direction: 'in' }).lean()
    if (message?.content.type === 'image' && message.content.media.state === state) return message.content.media
    await new Promise((resolve) => setImmediate(resolve))
  }
}

t.test('a file that a message names is fetched and kept, after the message', async (t) => {
  const asked: string[] = []
  const channel = createTestChannel({}, {
    fetchMedia: async (remote, { maxBytes }) => {
      asked.push(`${remote} ${maxBytes}`)
      if (asked.length === 1) throw new Retryable('busy')
      return { content: picture, mimeType: 'image/jpeg', name: 'p.jpg' }
    }
  })
  const hub = await createTestHub(t, { plugins: [{ id: 'shop', module: channel.definition as never }] })
  hub.start()
  await channel.hub.receive(image)
  const media = await storedImage(hub, 'stored')
  t.same(asked, ['MEDIA_1 20971520', 'MEDIA_1 20971520'])
  t.match(media, { mimeType: 'image/png', bytes: picture.length, name: 'p.jpg', remote: 'MEDIA_1' }, 'the content decides the type')
  t.same((await channel.hub.media.get(media.id ?? '')).bytes, picture)
})

t.test('a file that the platform refuses is marked as failed with the reason', async (t) => {
  const channel = createTestChannel({}, { fetchMedia: async () => { throw new Rejected('media id expired') } })
  const hub = await createTestHub(t, { plugins: [{ id: 'shop', module: channel.definition as never }] })
  hub.start()
  await channel.hub.receive(image)
  t.match(await storedImage(hub, 'failed'), { error: 'media id expired' })
  await hub.waitForLog('gave up; the entry is in the dead letters')
})

t.test('a file that failed is fetched when its dead letter is tried again', async (t) => {
  let isRefused = true
  const channel = createTestChannel({}, {
    fetchMedia: async () => {
      if (isRefused) throw new Rejected('the credentials are wrong')
      return { content: picture }
    }
  })
  const hub = await createTestHub(t, { plugins: [{ id: 'shop', module: channel.definition as never }] })
  hub.start()
  await channel.hub.receive(image)
  await hub.waitForLog('gave up; the entry is in the dead letters')
  isRefused = false
  const { items: [letter] } = await hub.desk.deadLetters.list({ limit: 1 })
  const woken = await hub.desk.deadLetters.retry(letter?.id ?? '')
  await hub.pipeline.work(woken.kind, woken.id)
  t.match(await storedImage(hub, 'stored'), { bytes: picture.length, error: undefined })
})

t.test('the profile of a new customer is asked for once, and its name replaces the alias', async (t) => {
  let asked = 0
  const channel = createTestChannel({}, {
    profile: async (sender) => {
      asked++
      return { name: `Name of ${sender}`, language: 'zh-CN' }
    }
  })
  const hub = await createTestHub(t, { plugins: [{ id: 'shop', module: channel.definition as never }] })
  hub.start()
  await channel.hub.receive(inbound({ eventKey: 'a' }))
  await channel.hub.receive(inbound({ eventKey: 'b' }))
  while (await hub.store.contacts.exists({ name: 'Name of alice', alias: false, language: 'zh-CN' }) === null) await new Promise((resolve) => setImmediate(resolve))
  while (await hub.store.messages.exists({ due: { $exists: true } }) !== null) await new Promise((resolve) => setImmediate(resolve))
  t.equal(asked, 1)
})

t.test('a slow neighbour holds up no turn', async (t) => {
  const channel = createTestChannel({}, { profile: async () => await new Promise(() => {}), fetchMedia: async () => await new Promise(() => {}) })
  const hub = await createTestHub(t, { plugins: [{ id: 'shop', module: channel.definition as never }] })
  hub.start()
  await channel.hub.receive(image)
  await channel.hub.receive(inbound({ eventKey: 'next', sentAt: new Date(image.sentAt.getTime() + 1) }))
  while (await hub.store.messages.countDocuments({ turn: { $exists: true } }) < 2) await new Promise((resolve) => setImmediate(resolve))
  t.pass()
})
