import t from 'tap'
import { Rejected, Retryable } from '@kefuhub/contract'
import type { DeskNews } from '../../src/desk/bulletin.js'
import { createTestChannel, inbound } from '../support/channel.js'
import { createTestFeature, createTestHub } from '../support/hub.js'

t.test('the desk is told of what customers write, of answers, and of how each delivery goes', async (t) => {
  const channel = createTestChannel()
  const hub = await createTestHub(t, {
    plugins: [{ id: 'shop', module: channel.definition as never }, { id: 'f', module: createTestFeature('answer', (turn) => { turn.reply({ type: 'text', text: 'hi' }) }) }]
  })
  const heard: DeskNews[] = []
  const askers = new Set<() => void>()
  hub.desk.bulletin.subscribe((news) => {
    heard.push(news)
    for (const ask of askers) ask()
  }, () => {})
  const hear = async (isEnough: () => boolean) => await new Promise<void>((resolve) => {
    const look = (): void => { if (isEnough()) resolve() }
    askers.add(look)
    look()
  })
  const told = (id: string): number => heard.flatMap(({ messages }) => messages).filter(([, message]) => message === id).length
  let tries = 0
  channel.onSend = ({ attempt }) => {
    tries = attempt
    if (attempt === 1) throw new Retryable('busy')
    return { externalId: 'x1' }
  }
  hub.start()
  await channel.hub.receive(inbound({ text: '在吗' }))
  await channel.taken(1)
  const [reply] = channel.sent
  await hear(() => told(reply?.id ?? '') >= 3)
  t.equal(tries, 2, 'written, then failed, then sent')
  const [conversation] = heard.flatMap(({ conversations }) => conversations)
  t.match(await hub.desk.inbox.find([conversation ?? '']), [{ last: { from: 'bot', text: 'hi' }, unread: true }])
  t.notOk('waitingSince' in ((await hub.desk.inbox.find([conversation ?? '']))[0] ?? {}), 'the bot has answered')

  const before = told(reply?.id ?? '')
  await channel.hub.receipt({ externalId: 'x1', state: 'read', at: new Date() })
  await channel.hub.receipt({ externalId: 'unknown', state: 'read', at: new Date() })
  await hear(() => told(reply?.id ?? '') === before + 1)

  channel.onSend = () => { throw new Rejected('no') }
  await channel.hub.receive(inbound({ eventKey: 'k2', text: '再问' }))
  await hear(() => heard.flatMap(({ messages }) => messages).length >= 7)
  await hub.waitForLog('message not delivered; it is in the dead letters')
})

t.test('an event wakes nobody: it is no message to answer', async (t) => {
  const channel = createTestChannel()
  const hub = await createTestHub(t, { plugins: [{ id: 'shop', module: channel.definition as never }] })
  hub.start()
  await channel.hub.receive(inbound({ text: '在吗' }))
  await hub.waitForLog('turn done')
  const { items: [before] } = await hub.desk.inbox.list({ limit: 1 })
  await hub.desk.conversations.read(before?.id ?? '')
  await hub.store.conversations.updateOne({ _id: before?.id ?? '' }, { $set: { readAt: new Date(Date.now() + 60_000) }, $unset: { waitingSince: 1 } })
  await channel.hub.receive(inbound({ eventKey: 'k2', sentAt: new Date(), content: { type: 'event', name: 'visit' }, trigger: 'message' }))
  while (await hub.store.messages.exists({ due: { $gt: new Date(0) } }) !== null) await new Promise((resolve) => setImmediate(resolve))
  const { items: [after] } = await hub.desk.inbox.list({ limit: 1 })
  t.match(after, { unread: false, last: { text: '在吗' } })
  t.notOk('waitingSince' in (after ?? {}))
})
