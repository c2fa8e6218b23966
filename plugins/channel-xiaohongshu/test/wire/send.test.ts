import type { Content } from '@kefuhub/contract'
import t from 'tap'
import { buildGrant, readTokens } from '../../src/wire/oauth.js'
import { buildContent, buildSend, missingOf, readAnswer, type Answer } from '../../src/wire/send.js'
import { wireOf } from '../wire-of.js'

const out = { requestId: 'R', account: 'A', from: 'S', to: 'C', accountCode: 'shop', nowMs: 5, type: 'TEXT', content: 'X' }

t.test('writes the call that sends', async (t) => {
  t.strictSame(buildSend(out, wireOf()), { user_id: 'A', request_id: 'R', message_type: 'TEXT', from_user_id: 'S', to_user_id: 'C', third_account_id: 'shop', timestamp: 5, content: 'X' })
  const other = wireOf({ outbound: { staffAs: 'staff', fields: { content: 'content-encrypted', accountCode: '' } } })
  t.strictSame(buildSend(out, other), { user_id: 'S', request_id: 'R', message_type: 'TEXT', from_user_id: 'S', to_user_id: 'C', timestamp: 5, 'content-encrypted': 'X' })
})

t.test('writes contents by their templates', async (t) => {
  const wire = wireOf({
    outbound: {
      text: { type: 'MSG', content: { body: { parts: ['{text}', 1, null], note: 'a {text} b {other}' } } },
      image: { type: 'PIC', content: { id: '{media}' }, upload: { path: '/up', id: ['id'] } },
      card: { note: { type: 'NOTE', content: { id: '{data.noteId}', title: '{title}' } } }
    }
  })
  t.strictSame(buildContent({ type: 'text', text: '"{media}" $&' }, undefined, wire), { type: 'MSG', opened: { body: { parts: ['"{media}" $&', 1, null], note: 'a "{media}" $& b ' } } })
  t.strictSame(buildContent({ type: 'image', media: { state: 'stored', id: 'x' } }, 'M', wire), { type: 'PIC', opened: { id: 'M' } })
  const card = (kind: string, data: Record<string, string> = {}): Extract<Content, { type: 'card' }> => ({ type: 'card', kind, title: 'T', data })
  t.strictSame(buildContent(card('note', { noteId: 'N' }), undefined, wire), { type: 'NOTE', opened: { id: 'N', title: 'T' } })
  t.strictSame(missingOf(card('note'), wire), ['data.noteId'])
  t.strictSame(missingOf(card('order'), wire), [])
  for (const kind of ['order', 'constructor']) t.equal(buildContent(card(kind), undefined, wire), undefined, kind)
  t.equal(buildContent({ type: 'image', media: { state: 'stored', id: 'x' } }, 'M', wireOf()), undefined)
  t.equal(buildContent(card('note'), undefined, wireOf()), undefined)
  t.equal(buildContent({ type: 'event', name: 'x' }, undefined, wire), undefined)
})

t.test('reads what became of a call', async (t) => {
  const wire = wireOf({ answer: { okCodes: ['0', '200'], retryCodes: ['1'], tokenCodes: ['2'], windowCodes: ['3'], goneCodes: ['4'], accountCodes: ['5', '0x'] } })
  const cases: Array<[string, Answer, object]> = [
    ['ok', { status: 200, body: { code: 0, success: true, data: { message_id: 'S' } } }, { kind: 'ok', externalId: 'S' }],
    ['another ok code, as text', { status: 200, body: { code: '200' } }, { kind: 'ok' }],
    ['a numeric id', { status: 200, body: { code: 0, data: { msg_id: '9007199254740993' } } }, { kind: 'ok', externalId: '9007199254740993' }],
    ['ok that failed', { status: 200, body: { code: 0, success: false, msg: 'hm' } }, { kind: 'unknown', text: '0: hm' }],
    ['retry', { status: 200, body: { code: 1, msg: 'busy' }, retryAfterMs: 5000 }, { kind: 'retry', text: '1: busy', afterMs: 5000 }],
    ['token', { status: 200, body: { code: 2, msg: 'm' } }, { kind: 'refreshToken', text: '2: m' }],
    ['window', { status: 400, body: { code: 3, message: 'm' } }, { kind: 'windowClosed', text: '3: m' }],
    ['gone', { status: 200, body: { code: 4 } }, { kind: 'gone', text: '4: ' }],
    ['account', { status: 200, body: { code: 5 } }, { kind: 'account', text: '5: ' }],
    ['a code of no list', { status: 200, body: { code: 99, msg: 'x'.repeat(500) } }, { kind: 'refused', text: `99: ${'x'.repeat(200)}` }],
    ['the same with a bad status', { status: 400, body: { code: 99, msg: 'm' } }, { kind: 'refused', text: '99: m' }],
    ['a known code with a bad status', { status: 500, body: { code: 3, msg: 'm' } }, { kind: 'windowClosed', text: '3: m' }],
    ['an unknown code with a bad status', { status: 500, body: { code: 99, msg: 'm' } }, { kind: 'unknown', text: '99: m' }],
    ['ok with a bad status', { status: 500, body: { code: 0 } }, { kind: 'unknown', text: '0: ' }],
    ['401', { status: 401 }, { kind: 'refreshToken', text: 'HTTP 401' }],
    ['403', { status: 403 }, { kind: 'account', text: 'HTTP 403' }],
    ['429', { status: 429, retryAfterMs: 1 }, { kind: 'retry', text: 'HTTP 429', afterMs: 1 }],
    ['502', { status: 502 }, { kind: 'unknown', text: 'HTTP 502' }],
    ['404', { status: 404 }, { kind: 'retry', text: 'HTTP 404 and not an answer of Xiaohongshu; check apiBase and wire.outbound.path' }],
    ['302', { status: 302 }, { kind: 'retry' }],
    ['no code', { status: 200, body: {} }, { kind: 'unknown', text: 'HTTP 200' }],
    ['a list', { status: 200, body: [] }, { kind: 'unknown' }]
  ]
  for (const [name, answer, expected] of cases) t.match(readAnswer(answer, wire), expected, name)
})

t.test('asks for tokens by code or by refresh token', async (t) => {
  const wire = wireOf()
  t.strictSame(buildGrant({ appId: '46', secret: 'S', authCode: 'C' }, wire), { path: '/api/open/oauth2/access_token', body: { app_id: 46, secret: 'S', auth_code: 'C' } })
  t.strictSame(buildGrant({ appId: 'app', secret: 'S', refreshToken: 'R' }, wire), { path: '/api/open/oauth2/refresh_token', body: { app_id: 'app', secret: 'S', refresh_token: 'R' } })
})

t.test('reads tokens', async (t) => {
  const wire = wireOf()
  const read = (data: object) => readTokens({ status: 200, body: { data } }, wire)
  t.strictSame(read({ access_token: 'A', access_token_expires_in: 7200, refresh_token: 'R' }), { accessToken: 'A', expiresInMs: 7_200_000, refreshToken: 'R' })
  t.strictSame(read({ access_token: 'A', access_token_expires_in: '60' }), { accessToken: 'A', expiresInMs: 60_000 })
  for (const data of [{}, { access_token: 'A' }, { access_token: 'A', access_token_expires_in: 0 }, { access_token: 'A'.repeat(5000), access_token_expires_in: 1 }]) t.equal(read(data), undefined, JSON.stringify(data).slice(0, 60))
})
