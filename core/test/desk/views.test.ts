import t from 'tap'
import { toContactView, toConversationView, toIdentityView, toMessageView } from '../../src/desk/views.js'
import { START_MS, toMessage } from './stand.js'

const at = new Date(START_MS)

t.test('a message is shown without its original and without what the lane keeps', async (t) => {
  const doc = toMessage({
    _id: 'm1',
    direction: 'out',
    conversation: 'c1',
    contact: 'k1',
    due: at,
    dead: at,
    tell: 'message.failed',
    raw: { secret: true },
    trigger: 'message',
    turn: { attempts: 1 },
    sender: { id: 'alice' },
    author: { kind: 'bot', id: 'bot' },
    delivery: { state: 'failed', attempts: 3, claim: 'x.1', code: 'KH_ERR_DELIVERY_REJECTED', reason: 'too long', externalId: 'e1', sentAt: at }
  })
  t.strictSame(toMessageView(doc), {
    id: 'm1',
    channel: 'shop',
    thread: 'shop:alice',
    direction: 'out',
    at,
    content: { type: 'text', text: 'm1' },
    conversation: 'c1',
    author: { kind: 'bot', id: 'bot' },
    delivery: { state: 'failed', attempts: 3, reason: 'too long', code: 'KH_ERR_DELIVERY_REJECTED' }
  })
})

t.test('what a document does not have is not in its view', async (t) => {
  t.strictSame(toMessageView(toMessage({ _id: 'm1' })), { id: 'm1', channel: 'shop', thread: 'shop:alice', direction: 'in', at, content: { type: 'text', text: 'm1' } })
  t.strictSame(toMessageView(toMessage({ _id: 'm1', delivery: { state: 'due', attempts: 0 } })).delivery, { state: 'due', attempts: 0 })
})

t.test('a conversation is shown without how it came to its state', async (t) => {
  const doc = { _id: 'c1', channel: 'shop', thread: 'shop:alice', contact: 'k1', state: 'closed' as const, tags: ['vip'], startedAt: at, startedBy: 'm1', lastMessageAt: at, handedOverBy: 'm1', handOverReason: 'r', closedBy: 'cli', tell: 'x' }
  const view = { id: 'c1', channel: 'shop', thread: 'shop:alice', contact: 'k1', state: 'closed', tags: ['vip'], unread: false, handOverReason: 'r', startedAt: at, lastMessageAt: at }
  t.strictSame(toConversationView(doc), view)
  t.strictSame(toConversationView({ ...doc, closedAt: at }), { ...view, closedAt: at })
  const last = { from: 'customer' as const, type: 'text' as const, text: 'x' }
  t.strictSame(toConversationView({ ...doc, assignee: 'lin', group: 'g1', last, waitingSince: at }), { ...view, assignee: 'lin', group: 'g1', last, waitingSince: at })
  t.equal(toConversationView({ ...doc, customerWroteAt: at }).unread, true)
  t.equal(toConversationView({ ...doc, customerWroteAt: at, readAt: at }).unread, false)
})

t.test('a contact is shown with who it is on each channel, and without the keys that merge', async (t) => {
  const identity = { _id: 'shop:alice', channel: 'shop', externalId: 'alice', contact: 'k1', reachable: true, mergeKeys: ['u1'], avatarUrl: 'https://example.com/a.png' }
  t.strictSame(toIdentityView(identity), { channel: 'shop', externalId: 'alice', reachable: true })
  t.strictSame(toContactView({ _id: 'k1', name: 'Alice', terms: [], alias: false, phones: ['+8613800000000'], emails: [], fields: { level: 'gold' }, changed: {}, tags: [], createdAt: at, createdBy: 'm1', tell: 'x', language: 'zh' }, [{ ...identity, name: 'Al' }]), {
    id: 'k1', name: 'Alice', phones: ['+8613800000000'], emails: [], fields: { level: 'gold' }, tags: [], identities: [{ channel: 'shop', externalId: 'alice', reachable: true, name: 'Al' }], createdAt: at, language: 'zh'
  })
})
