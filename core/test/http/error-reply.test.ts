import t from 'tap'
import { createError, errors } from '@kefuhub/contract'
import { openFixture } from './hub-fixture.js'
import { startConversation } from './conversation-fixture.js'

t.test('an unexpected failure is told without its text and logged with the id of the request', async (t) => {
  const { app, desk, as, lines } = await openFixture(t)
  desk.contacts.list = async () => { throw new Error('mongodb://user:password@inside') }
  const response = await app.inject({ url: '/api/v1/contacts', headers: await as('agent') })
  t.equal(response.statusCode, 500)
  const { error } = response.json()
  t.equal(error.code, 'KH_ERR_API_FAILED')
  t.match(error.message, error.requestId)
  t.notMatch(response.body, /password/)
  t.match(lines.filter(({ level }) => level === 50), [{ requestId: error.requestId, code: 'KH_ERR_API_FAILED', msg: 'a request failed' }])
})

t.test('a store that does not answer in time is told as busy', async (t) => {
  const { app, desk, as } = await openFixture(t)
  desk.contacts.list = async () => { throw new errors.KH_ERR_STORE_BUSY() }
  const response = await app.inject({ url: '/api/v1/contacts', headers: await as('agent') })
  t.equal(response.statusCode, 503)
  t.equal(response.json().error.code, 'KH_ERR_STORE_BUSY')
})

t.test('what a plugin refuses keeps its code', async (t) => {
  const { app } = await openFixture(t)
  const Refused = createError('SHOP_ERR_SIGNATURE', 'The signature is wrong', 401)
  await app.register(async (scope) => { scope.get('/channels/shop/callback', async () => { throw new Refused() }) })
  const response = await app.inject('/channels/shop/callback')
  t.equal(response.statusCode, 401)
  t.match(response.json(), { error: { code: 'SHOP_ERR_SIGNATURE', message: 'The signature is wrong' } })
})

t.test('what no route serves is named without its query', async (t) => {
  const { app } = await openFixture(t)
  const response = await app.inject('/nothing/here?token=secret')
  t.equal(response.statusCode, 404)
  t.match(response.json(), { error: { code: 'KH_ERR_API_NOT_FOUND', message: 'There is nothing at GET /nothing/here' } })
  const long = await app.inject(`/${'x'.repeat(5000)}`)
  t.equal(long.statusCode, 404)
  t.ok(long.body.length < 500)
})

t.test('every request has an id of its own', async (t) => {
  const { app } = await openFixture(t)
  const ids = await Promise.all([1, 2, 3].map(async () => (await app.inject({ url: '/nothing', headers: { 'request-id': 'mine' } })).json().error.requestId))
  t.equal(new Set(ids).size, 3)
  t.notOk(ids.includes('mine'))
})

const text = { content: { type: 'text', text: 'hello' } }
const WRONG: Array<[title: string, request: object, status: number, code: string, message: RegExp]> = [
  ['a limit of nothing', { url: '/conversations?limit=0' }, 400, 'KH_ERR_API_INPUT', /query\.limit must be >= 1/],
  ['a limit too large', { url: '/conversations?limit=201' }, 400, 'KH_ERR_API_INPUT', /query\.limit must be <= 200/],
  ['a limit that is no number', { url: '/conversations?limit=ten' }, 400, 'KH_ERR_API_INPUT', /query\.limit must be integer/],
  ['a limit given twice', { url: '/conversations?limit=1&limit=2' }, 400, 'KH_ERR_API_INPUT', /query\.limit must be integer/],
  ['an unknown parameter', { url: '/conversations?sort=name' }, 400, 'KH_ERR_API_INPUT', /query has an unknown field 'sort'/],
  ['an unknown state', { url: '/conversations?state=asleep' }, 400, 'KH_ERR_API_INPUT', /query\.state must be one of bot, waiting, open, closed/],
  ['a cursor of somebody else', { url: '/conversations?cursor=abc' }, 400, 'KH_ERR_API_CURSOR', /abc/],
  ['a cursor of a time that does not exist', { url: `/conversations?cursor=${Buffer.from('9999999999999999/x').toString('base64url')}` }, 400, 'KH_ERR_API_CURSOR', /not a cursor/],
  ['a cursor of dead letters', { url: '/dead-letters?cursor=abc' }, 400, 'KH_ERR_API_CURSOR', /abc/],
  ['a cursor of the audit log', { url: '/audit?cursor=-1' }, 400, 'KH_ERR_API_CURSOR', /-1/],
  ['another form of the original', { url: '/messages/x?raw=yes' }, 400, 'KH_ERR_API_INPUT', /query\.raw must be '1'/],
  ['an unknown file of a message', { url: '/messages/x/media/avatar' }, 400, 'KH_ERR_API_INPUT', /path\.path must be one of media, thumbnail, image/],
  ['an address that cannot be decoded', { url: '/messages/%zz' }, 400, 'KH_ERR_API_INPUT', /%zz/],
  ['a body that is no JSON', { method: 'POST', url: '/conversations/conversation-wang/messages', payload: '{"content":', headers: { 'content-type': 'application/json' } }, 400, 'KH_ERR_API_INPUT', /JSON/],
  ['an empty body', { method: 'POST', url: '/conversations/conversation-wang/messages' }, 400, 'KH_ERR_API_INPUT', /body must be object/],
  ['a body of another type', { method: 'POST', url: '/conversations/conversation-wang/messages', payload: '<a/>', headers: { 'content-type': 'application/xml' } }, 415, 'KH_ERR_API_MEDIA_TYPE', /application\/xml/],
  ['a body that is too long', { method: 'POST', url: '/conversations/conversation-wang/messages', payload: JSON.stringify({ content: 'x'.repeat(1_100_000) }), headers: { 'content-type': 'application/json' } }, 413, 'KH_ERR_API_TOO_LARGE', /1048576 bytes/],
  ['a key that would change prototypes', { method: 'POST', url: '/conversations/conversation-wang/messages', payload: '{"__proto__":{}}', headers: { 'content-type': 'application/json' } }, 400, 'KH_ERR_API_INPUT', /JSON/],
  ['no content', { method: 'POST', url: '/conversations/conversation-wang/messages', payload: {} }, 400, 'KH_ERR_API_INPUT', /body\.content is missing/],
  ['content that is none', { method: 'POST', url: '/conversations/conversation-wang/messages', payload: { content: 'hello' } }, 400, 'KH_ERR_API_INPUT', /body\.content must be object/],
  ['content without a kind', { method: 'POST', url: '/conversations/conversation-wang/messages', payload: { content: { text: 'hello' } } }, 400, 'KH_ERR_API_INPUT', /body\.content\.type must be one of the known kinds/],
  ['content of an unknown kind', { method: 'POST', url: '/conversations/conversation-wang/messages', payload: { content: { type: 'smell' } } }, 400, 'KH_ERR_API_INPUT', /body\.content\.type must be one of the known kinds/],
  ['a text that is a number', { method: 'POST', url: '/conversations/conversation-wang/messages', payload: { content: { type: 'text', text: 5 } } }, 400, 'KH_ERR_API_INPUT', /body\.content\.text must be string/],
  ['a text with more than a text', { method: 'POST', url: '/conversations/conversation-wang/messages', payload: { content: { type: 'text', text: 'a', bold: true } } }, 400, 'KH_ERR_API_INPUT', /body\.content has an unknown field 'bold'/],
  ['a menu without items', { method: 'POST', url: '/conversations/conversation-wang/messages', payload: { content: { type: 'menu', text: 'a', items: [] } } }, 400, 'KH_ERR_API_INPUT', /body\.content\.items must NOT have fewer than 1 items/],
  ['an author who is no object', { method: 'POST', url: '/conversations/conversation-wang/messages', payload: { ...text, author: 'me' } }, 400, 'KH_ERR_API_INPUT', /body\.author must be object/],
  ['an author who claims an id', { method: 'POST', url: '/conversations/conversation-wang/messages', payload: { ...text, author: { name: 'a', id: 'token:other' } } }, 400, 'KH_ERR_API_INPUT', /body\.author has an unknown field 'id'/],
  ['a key for repeats that is too long', { method: 'POST', url: '/conversations/conversation-wang/messages', payload: text, headers: { 'idempotency-key': 'k'.repeat(201) } }, 400, 'KH_ERR_API_INPUT', /header\.idempotency-key must NOT have more than 200 characters/],
  ['a kind that the channel cannot send', { method: 'POST', url: '/conversations/conversation-wang/messages', payload: { content: { type: 'location', latitude: 1, longitude: 2 } } }, 422, 'KH_ERR_DELIVERY_UNSUPPORTED', /'shop' cannot send 'location'; it can send text, image, menu/],
  ['a file that is not uploaded', { method: 'POST', url: '/conversations/conversation-wang/messages', payload: { content: { type: 'image', media: { state: 'remote', remote: 'https://elsewhere' } } } }, 400, 'KH_ERR_API_INPUT', /body\.content\.media must have the state 'stored'/],
  ['a file that does not exist', { method: 'POST', url: '/conversations/conversation-wang/messages', payload: { content: { type: 'image', media: { state: 'stored', id: 'nothing' } } } }, 400, 'KH_ERR_API_INPUT', /body\.content\.media\.id is not the id of a stored file/],
  ['a conversation that does not exist', { url: '/conversations/none' }, 404, 'KH_ERR_CONVERSATION_NOT_FOUND', /none/],
  ['the messages of one', { url: '/conversations/none/messages' }, 404, 'KH_ERR_CONVERSATION_NOT_FOUND', /none/],
  ['a message to one', { method: 'POST', url: '/conversations/none/messages', payload: text }, 404, 'KH_ERR_CONVERSATION_NOT_FOUND', /none/],
  ['the end of one', { method: 'POST', url: '/conversations/none/close' }, 404, 'KH_ERR_CONVERSATION_NOT_FOUND', /none/],
  ['a message that does not exist', { url: '/messages/none' }, 404, 'KH_ERR_MESSAGE_NOT_FOUND', /none/],
  ['a file of one', { url: '/messages/none/media/media' }, 404, 'KH_ERR_MESSAGE_NOT_FOUND', /none/],
  ['a contact that does not exist', { url: '/contacts/none' }, 404, 'KH_ERR_CONTACT_NOT_FOUND', /none/],
  ['a dead letter that does not exist', { method: 'POST', url: '/dead-letters/none/retry' }, 404, 'KH_ERR_DEAD_LETTER_NOT_FOUND', /none/],
  ['a path that does not exist', { url: '/customers' }, 404, 'KH_ERR_API_NOT_FOUND', /GET \/api\/v1\/customers/],
  ['a method that does not exist', { method: 'DELETE', url: '/contacts' }, 404, 'KH_ERR_API_NOT_FOUND', /DELETE/]
]

t.test('a wrong request is answered with its code and names what is wrong', async (t) => {
  const fixture = await openFixture(t)
  await startConversation(fixture)
  for (const [title, { headers, url, ...request }, status, code, message] of WRONG as Array<[string, { headers?: object, url: string }, number, string, RegExp]>) {
    const response = await fixture.app.inject({ ...request, url: `/api/v1${url}`, headers: { ...headers, ...await fixture.as('administrator') } })
    t.equal(response.statusCode, status, title)
    t.match(response.json(), { error: { code, message, requestId: String } }, title)
    t.same(Object.keys(response.json()), ['error'])
  }
  t.equal(await fixture.store.messages.countDocuments({ thread: 'shop:wang' }), 0, 'nothing was stored')
  t.same(fixture.woken, [])
  t.same(fixture.lines.filter(({ level }) => Number(level) >= 50), [], 'nothing of it is a failure')
})
