import t from 'tap'
import { moment, startConversation, storeInbound } from '../conversation-fixture.js'
import { openFixture, type Fixture } from '../hub-fixture.js'

async function giveUp (fixture: Fixture): Promise<void> {
  const conversation = await startConversation(fixture)
  await storeInbound(fixture, conversation, 'in-1', { type: 'text', text: 'a' })
  await fixture.store.messages.updateOne({ _id: 'in-1' }, { $set: { dead: moment(1), turn: { attempts: 5, error: 'A stage failed' } } })
  await fixture.store.messages.create({
    _id: 'out-1',
    channel: 'shop',
    thread: 'shop:wang',
    direction: 'out',
    at: moment(0),
    content: { type: 'text', text: 'b' },
    trace: 'in-1',
    dead: moment(2),
    author: { kind: 'bot', id: 'bot' },
    delivery: { state: 'dead', attempts: 8, code: 'KH_ERR_DELIVERY_RETRYABLE', reason: 'The platform is busy' }
  })
  await fixture.store.outbox.create({ _id: 'event:1>crm', queue: 'event:crm', payload: {}, trace: 'in-1', createdAt: moment(0), attempts: 3, dead: moment(3), error: { code: 'CRM_ERR_DOWN', message: 'No answer' } })
}

const LETTERS = [
  { id: 'out-1', kind: 'send', at: moment(2).toISOString(), target: 'shop', attempts: 8, code: 'KH_ERR_DELIVERY_RETRYABLE', reason: 'The platform is busy', trace: 'in-1' },
  { id: 'in-1', kind: 'turn', at: moment(1).toISOString(), target: 'shop', attempts: 5, code: 'KH_ERR_TURN_FAILED', reason: 'A stage failed', trace: 'in-1' },
  { id: 'event:1>crm', kind: 'event', at: moment(3).toISOString(), target: 'event:crm', attempts: 3, code: 'CRM_ERR_DOWN', reason: 'No answer', trace: 'in-1' }
]

t.test('dead letters of every kind are listed with their reasons', async (t) => {
  const fixture = await openFixture(t)
  await giveUp(fixture)
  const headers = await fixture.as('agent')
  t.same((await fixture.app.inject({ url: '/api/v1/dead-letters', headers })).json(), { items: LETTERS })
  for (const limit of [1, 2]) {
    const found: unknown[] = []
    let query = ''
    do {
      const page = (await fixture.app.inject({ url: `/api/v1/dead-letters?limit=${limit}${query}`, headers })).json()
      found.push(...page.items)
      query = page.next === undefined ? '' : `&cursor=${encodeURIComponent(page.next)}`
    } while (query !== '')
    t.same(found, LETTERS, `${limit} at a time`)
  }
})

t.test('a dead letter that is tried again is due, wakes who does it and is noted', async (t) => {
  const fixture = await openFixture(t)
  await giveUp(fixture)
  const headers = await fixture.as('leader')
  const retry = async (id: string) => await fixture.app.inject({ method: 'POST', url: `/api/v1/dead-letters/${encodeURIComponent(id)}/retry`, headers })
  for (const { id } of LETTERS) {
    const response = await retry(id)
    t.equal(response.statusCode, 202)
    t.same(response.json(), { id })
  }
  t.same(fixture.woken, [['lane', ['shop:wang']], ['lane', ['shop:wang']], ['outbox', ['event:crm']]])
  t.same((await fixture.app.inject({ url: '/api/v1/dead-letters', headers })).json(), { items: [] })
  t.match(await fixture.store.messages.findById('out-1').lean(), { due: Date, delivery: { state: 'due', attempts: 0 } })
  t.equal((await retry('out-1')).statusCode, 404, 'it is no dead letter any more')
  const lines = await fixture.store.audit.find({ _id: { $gt: 0 } }).sort({ _id: 1 }).lean()
  t.same(lines.map(({ action, target }) => [action, target]), [...LETTERS.map(({ id }) => id), 'out-1'].map((id) => ['dead-letter.retry', id]))
})
