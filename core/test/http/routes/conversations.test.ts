import t from 'tap'
import { moment, startConversation } from '../conversation-fixture.js'
import { openFixture } from '../hub-fixture.js'

t.test('a conversation is read with all its fields', async (t) => {
  const fixture = await openFixture(t)
  const { contact } = await startConversation(fixture)
  await fixture.desk.conversations.change('conversation-wang', { lastMessageAt: moment(30), tags: ['refund', 'vip'] })
  const response = await fixture.app.inject({ url: '/api/v1/conversations/conversation-wang', headers: await fixture.as('agent') })
  t.same(response.json(), {
    id: 'conversation-wang',
    channel: 'shop',
    thread: 'shop:wang',
    contact,
    contactName: 'wang',
    unread: false,
    state: 'bot',
    tags: ['refund', 'vip'],
    startedAt: '2026-11-01T08:00:00.000Z',
    lastMessageAt: '2026-11-01T08:00:30.000Z'
  })
})

t.test('conversations are listed by their latest activity, page by page', async (t) => {
  const fixture = await openFixture(t)
  // Two at the same moment: the cursor must step over one of them only.
  const seconds = [10, 50, 30, 30, 40]
  for (const [index, second] of seconds.entries()) await startConversation(fixture, `c${index}`, second)
  const headers = await fixture.as('agent')
  const pages: string[][] = []
  let cursor: string | undefined = ''
  while (cursor !== undefined) {
    const page: { items: Array<{ id: string }>, next?: string } = (await fixture.app.inject({ url: `/api/v1/conversations?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`, headers })).json()
    pages.push(page.items.map(({ id }) => id.slice(-2)))
    cursor = page.next
  }
  t.same(pages, [['c1', 'c4'], ['c3', 'c2'], ['c0']])
})

t.test('filters may be combined', async (t) => {
  const fixture = await openFixture(t)
  const { contact } = await startConversation(fixture, 'wang')
  await startConversation(fixture, 'li', 5)
  await startConversation(fixture, 'zhao', 6, 'other')
  await fixture.desk.conversations.close('conversation-li', 'cli')
  const headers = await fixture.as('agent')
  const list = async (query: string) => (await fixture.app.inject({ url: `/api/v1/conversations?${query}`, headers })).json().items.map(({ id }: { id: string }) => id.replace('conversation-', ''))
  t.same(await list('state=bot'), ['zhao', 'wang'])
  t.same(await list('state=closed'), ['li'])
  t.same(await list('channel=shop'), ['li', 'wang'])
  t.same(await list('channel=shop&state=bot'), ['wang'])
  t.same(await list(`contact=${contact}`), ['wang'])
  t.same(await list(`contact=${contact}&state=closed`), [])
})

t.test('closing ends a conversation once, and says in the audit log who did', async (t) => {
  const fixture = await openFixture(t)
  await startConversation(fixture)
  const headers = await fixture.as('leader')
  const close = async () => (await fixture.app.inject({ method: 'POST', url: '/api/v1/conversations/conversation-wang/close', headers })).json()
  const closed = await close()
  t.equal(closed.state, 'closed')
  t.match(closed.closedAt, /^\d{4}-.*Z$/)
  t.same(await close(), closed)
  const doc = await fixture.desk.conversations.get('conversation-wang')
  t.match(doc.closedBy, /^token:[A-Za-z0-9]{12}$/)
  t.notOk((await fixture.store.threads.findById('shop:wang').lean())?.conversation, 'the next message starts a new one')
  const lines = await fixture.store.audit.find({ _id: { $gt: 0 } }).sort({ _id: 1 }).lean()
  t.match(lines, [1, 2].map(() => ({ actor: doc.closedBy, action: 'conversation.close', target: 'conversation-wang' })))
})
