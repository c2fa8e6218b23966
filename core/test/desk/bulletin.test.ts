import t from 'tap'
import { FakeLive } from '@kefuhub/contract/testing'
import { Bulletin, type DeskNews } from '../../src/desk/bulletin.js'

function listen (bulletin: Bulletin) {
  const heard: DeskNews[] = []
  const typing: unknown[] = []
  let wake = (): void => {}
  const end = bulletin.subscribe((news) => {
    heard.push(news)
    wake()
  }, (news) => { typing.push(news) })
  return { heard, typing, end, next: () => new Promise<void>((resolve) => { wake = resolve }) }
}

t.test('what changes at the same time is told together', async (t) => {
  const bulletin = new Bulletin(new FakeLive())
  const { heard, typing, next, end } = listen(bulletin)
  bulletin.conversation('c1')
  bulletin.message('c1', 'm1')
  bulletin.message(undefined, 'of no conversation')
  bulletin.activity('c1', 'a1')
  bulletin.agent('lin')
  bulletin.ticket('t1')
  bulletin.ticket('t2', 'c1')
  bulletin.alert('x')
  bulletin.facts('k1')
  t.same(heard, [])
  await next()
  t.same(heard, [{ conversations: ['c1'], messages: [['c1', 'm1']], activities: [['c1', 'a1']], agents: ['lin'], tickets: [['t1'], ['t2', 'c1']], alerts: ['x'], facts: ['k1'] }])
  bulletin.typing({ thread: 'shop:alice', isTyping: true })
  t.same(typing, [{ thread: 'shop:alice', isTyping: true }])
  end()
  bulletin.typing({ thread: 'shop:alice', isTyping: false })
  t.equal(typing.length, 1)
})

t.test('very much is told in several pieces, none of them too long', async (t) => {
  const bulletin = new Bulletin(new FakeLive())
  const { heard, next } = listen(bulletin)
  for (let index = 0; index < 1200; index++) bulletin.conversation(`c${index}`)
  t.equal(heard.length, 2)
  await next()
  t.same(heard.map(({ conversations }) => conversations.length), [500, 500, 200])
})
