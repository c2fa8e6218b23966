import t from 'tap'
import { readLead } from '../../src/wire/lead.js'
import { NOW_MS } from '../stand.js'
import { vectors } from '../vectors.js'
import { wireOf } from '../wire-of.js'

const wire = wireOf()
const [message, form, spaced] = vectors.lead_push.accept.map(({ body }) => JSON.parse(body) as { data: Record<string, unknown>, timestamp: number })

t.test('reads a lead of a private message', async (t) => {
  t.strictSame(readLead(message, wire), {
    id: '1001',
    type: 'new',
    rawType: '0',
    isUpdate: false,
    from: '10000001',
    name: '小红薯😀',
    time: '2026-01-01 08:00:00',
    atMs: NOW_MS,
    data: {
      phone: '13800000000',
      wechat: 'hub_test',
      redId: '10000001',
      area: '上海',
      tag: '留客资',
      source: '留资组件',
      status: '已留资',
      autoRecognized: '是',
      adAccount: '测试账户',
      note: 'https://www.xiaohongshu.com/explore/000000000000000000000000',
      receiver: '旗舰店',
      receiverId: '5f0000000000000000000001'
    }
  })
})

t.test('reads a landing-page form', async (t) => {
  t.strictSame(readLead(form, wire), {
    id: 'L-1',
    type: 'form',
    rawType: 'form',
    isUpdate: false,
    name: '张三',
    time: '2026-01-01 08:00:00',
    atMs: NOW_MS,
    data: {
      source: 'feed',
      adAccount: '测试',
      adAccountId: 'A1',
      campaignId: '1',
      campaign: 'c',
      unitId: '2',
      unit: 'u',
      creativeId: '3',
      landingPageId: '123',
      landingPage: 'https://example.com/',
      name: '张三',
      phone: '13800000000'
    }
  })
})

t.test('reads a lead that holds next to nothing', async (t) => {
  t.strictSame(readLead(spaced, wire), { id: '1', type: 'new', rawType: '0', isUpdate: false, name: '小红薯', atMs: NOW_MS, data: {} })
})

t.test('leaves out what is empty, so that it overwrites nothing', async (t) => {
  const lead = readLead({ data: { ...message?.data, type: 1, phone_num: '', wechat: '  ', campaign_id: -1, remark: null, nick_name: '' } }, wire)
  t.match(lead, { type: 'content-updated', isUpdate: true })
  for (const name of ['phone', 'wechat', 'campaignId', 'remark']) t.notOk(name in (lead?.data ?? {}), name)
  t.notOk('name' in (lead ?? {}))
})

t.test('dates an update by its push', async (t) => {
  t.equal(readLead({ data: { ...message?.data, type: 2 }, timestamp: NOW_MS + 5000 }, wire)?.atMs, NOW_MS + 5000)
  t.equal(readLead({ data: { ...message?.data, type: 2 } }, wire)?.atMs, NOW_MS)
})

t.test('keeps what it does not know', async (t) => {
  t.match(readLead({ data: { id: 'x', type: 9 } }, wire), { type: '9', rawType: '9' })
  t.match(readLead({ id: 7, phone_num: '1' }, wire), { id: '7', data: { phone: '1' } }, 'without an envelope of its own')
  t.equal(readLead({ data: {} }, wire), undefined)
  t.equal(readLead({ data: [1] }, wire), undefined)
})

t.test('takes form labels as they come, within bounds', async (t) => {
  const entries = [
    { label: '预算', value: 3000 }, { label: '__proto__', value: 'x' }, { label: '', value: 'x' }, { value: 'x' }, 'x', { label: '手机号', value: '1' }, { label: '电话', value: '2' }, { label: '城市', value: '' },
    ...Array.from({ length: 100 }, (_, index) => ({ label: `l${index}`, value: 'v' }))
  ]
  const data = readLead({ data: { leads_id: 'L', data: entries } }, wire)?.data ?? {}
  t.equal(data['预算'], '3000')
  t.equal(data.phone, '1', 'the first one stays')
  t.equal(Object.getPrototypeOf(data), Object.prototype)
  t.notOk('城市' in data)
  t.ok(Object.keys(data).length <= 64)
})
