import type { Options } from '../../src/rest/index.js'
import t from 'tap'
import { RecordReader } from '../../src/rest/record.js'
import { readTime, writeTime } from '../../src/rest/time.js'
import { failsAs } from '../fails-as.js'

const open = (contact: Partial<Options['contact']> = {}): RecordReader => new RecordReader({ contact: { id: 'id', changedAt: 'at', ...contact }, countryCode: '86' }, 'contact')
const AT = '2026-11-02T08:00:00Z'

t.test('reads times as systems write them', async (t) => {
  const at = Date.parse(AT)
  for (const value of [AT, '2026-11-02T16:00:00+08:00', '2026-11-02 08:00:00', '2026-11-02T08:00', '2026-11-02 08:00:00.000', at, at / 1000, String(at), String(at / 1000), 'Mon, 02 Nov 2026 08:00:00 GMT']) {
    t.equal(readTime(value)?.getTime(), at, String(value))
  }
  t.equal(readTime('2026-11-02')?.toISOString(), '2026-11-02T00:00:00.000Z')
  for (const value of ['soon', '', null, undefined, true, {}]) t.equal(readTime(value), undefined)
  t.same([writeTime(at + 1, 'iso'), writeTime(at + 1, 'seconds'), writeTime(at + 1, 'milliseconds')], ['2026-11-02T08:00:00.001Z', String(at / 1000), String(at + 1)])
})

t.test('reads a record as the config says', async (t) => {
  const reader = open({ externalId: 'hub', name: 'first & " " & last', phones: '[mobile, tel, fax]', emails: '[mail, contacts.mail]', url: '"https://crm.example/" & id', fields: '{"level": level, "deep": deep, "none": null}', isGone: 'state = "dead"' })
  t.same(await reader.read({ id: 7, at: AT, hub: 'h1', first: 'A', last: 'B', mobile: '138 0000 0000', tel: 13800000000, fax: null, mail: 'A <a@mail.example>', contacts: [{ mail: 'b@mail.example' }, { mail: 'a@mail.example' }], level: 3, deep: {} }), {
    id: '7', externalId: 'h1', name: 'A B', phones: ['+8613800000000'], emails: ['a@mail.example', 'b@mail.example'], url: 'https://crm.example/7', fields: { level: 3, none: null }, changedAt: new Date(AT)
  })
  t.match(await reader.read({ id: 'x', at: AT, state: 'dead' }), { isGone: true })
})

t.test('takes what is flat for the fields, and leaves out what is not there', async (t) => {
  t.same(await open({ name: 'name', url: 'url', externalId: 'hub' }).read({ id: 7, at: AT, name: ' ', url: 'javascript:1', hub: null, a: 'x', b: true, c: { d: 1 }, e: [1] }), {
    id: '7', phones: [], emails: [], fields: { id: 7, at: AT, name: ' ', url: 'javascript:1', hub: null, a: 'x', b: true }, changedAt: new Date(AT)
  })
  t.same((await open({ fields: '"none"' }).read({ id: 7, at: AT })).fields, {})
})

t.test('refuses records that do not fit', async (t) => {
  await failsAs(t, open().read({ at: AT }), { verdict: 'rejected', message: /contact\/id finds no id/ })
  await failsAs(t, open().read({ id: 7, at: 'soon' }), { verdict: 'rejected', message: /contact\/changedAt finds no time/ })
  await failsAs(t, open().read('text'), { verdict: 'rejected' })
  await failsAs(t, open({ name: '$number(name)' }).read({ id: 7, at: AT, name: 'A' }), { verdict: 'rejected', message: /^contact does not fit/ })
  t.throws(() => open({ name: 'a b' }), { code: 'KH_ERR_REST_EXPRESSION', message: /^contact\/name/ })
})
