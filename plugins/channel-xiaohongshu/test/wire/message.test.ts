import t from 'tap'
import { idAt, readMessage, timeAt } from '../../src/wire/message.js'
import { kindOf, readAccountNotice, readComment, readStaffNotice, type CallbackKind } from '../../src/wire/notice.js'
import { ACCOUNT, CONSUMER, NOW_MS, STAFF } from '../stand.js'
import { vectors } from '../vectors.js'
import { wireOf } from '../wire-of.js'

const wire = wireOf()
const document = vectors.im_third_party.message_callback_sample

t.test('reads the sample of a message', async (t) => {
  t.strictSame(readMessage(document, wire), { id: 'm-0001', type: 'TEXT', source: '1', from: CONSUMER, to: ACCOUNT, atMs: NOW_MS, name: '小红薯' })
})

t.test('reads fields from wherever the operator says', async (t) => {
  const other = wireOf({ inbound: { fields: { id: ['content.meta.id'], from: ['sender.id', 'sender.open_id'], avatar: ['pic'] } } })
  const found = readMessage({ ...document, content: { meta: { id: 7 } }, sender: { open_id: 'O' }, pic: 'https://x.com/a.png' }, other)
  t.match(found, { id: '7', from: 'O', avatarUrl: 'https://x.com/a.png' })
})

t.test('leaves out what makes no sense', async (t) => {
  t.strictSame(readMessage({ message_id: '1'.repeat(201), timestamp: 'soon', user_info: { avatar: 'data:image/png;base64,', nickname: '' } }, wire), {})
  t.equal(readMessage({ user_info: { nickname: '长'.repeat(300) } }, wire).name?.length, 256)
  t.equal(idAt({ a: ' x ' }, ['a']), 'x')
})

t.test('reads times in milliseconds, in seconds and as a text of Beijing', async (t) => {
  const cases: Array<[unknown, number | undefined]> = [
    [NOW_MS, NOW_MS], [NOW_MS / 1000, NOW_MS], [String(NOW_MS), NOW_MS], ['2026-01-01 08:00:00', NOW_MS], ['2026-01-01T08:00', NOW_MS],
    ['yesterday', undefined], [-1, undefined], [1e17, undefined], ['1969-01-01 00:00:00', undefined], [null, undefined]
  ]
  for (const [value, expected] of cases) t.equal(timeAt({ at: value }, ['at']), expected, String(value))
})

t.test('reads the notices of the vectors', async (t) => {
  const opened = Object.fromEntries(vectors.im_third_party.accept.map(({ name, plaintext }) => [name, name === 'exactly one block' ? {} : JSON.parse(plaintext) as object]))
  t.strictSame(readAccountNotice(opened['bind notice'], wire), { account: ACCOUNT, name: '旗舰店', appId: '46', token: 'opaque' })
  t.strictSame(readAccountNotice(opened['unbind notice'], wire), { account: ACCOUNT, appId: '46', accountCode: 'shop-1' })
  t.strictSame(readStaffNotice(opened['KOS authorisation in force'], wire), { account: ACCOUNT, staff: STAFF, name: '员工号', state: 'in-force' })
  t.equal(readStaffNotice({ auth_status: 4 }, wire).state, 'cancelled')
  t.equal(readStaffNotice({ auth_status: 3 }, wire).state, undefined)
})

t.test('reads comments', async (t) => {
  t.strictSame(readComment({ comment_id: 'C', user_id: 'U', nick_name: 'N', note_id: 'X', content: '多少钱', create_time: NOW_MS }, wire), { id: 'C', from: 'U', name: 'N', note: 'X', text: '多少钱', atMs: NOW_MS })
  t.strictSame(readComment({}, wire), {})
})

t.test('tells kinds apart that share an address', async (t) => {
  const all: CallbackKind[] = ['message', 'bind', 'unbind', 'staff', 'comment', 'lead']
  const cases: Array<[CallbackKind, object, object]> = [
    ['message', document, { text: 'x' }],
    ['bind', {}, { user_id: 'A', nick_name: 'N', app_id: 46, token: 'T' }],
    ['unbind', {}, { user_id: 'A', app_id: 46, account_code: 'shop-1' }],
    ['staff', {}, { user_id: 'A', auth_status: 2, kos_user_id: 'S' }],
    ['comment', {}, { comment_id: 'C' }],
    ['lead', {}, { id: 1, red_id: '1', phone_num: '1' }],
    ['message', {}, { something: 'else' }]
  ]
  for (const [kind, body, opened] of cases) t.equal(kindOf(all, body, opened, wire), kind, kind)
  t.equal(kindOf(['lead'], document, {}, wire), 'lead', 'one alone needs no telling')
  t.equal(kindOf(['bind', 'unbind'], {}, {}, wire), 'bind', 'the first of those that are possible')
})
