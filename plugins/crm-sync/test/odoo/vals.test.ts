import type { CrmWrite } from '@kefuhub/contract'
import { checkOptions } from '@kefuhub/contract/testing'
import t from 'tap'
import { Options } from '../../src/odoo/index.js'
import { toContact, type Partner } from '../../src/odoo/partner.js'
import type { OdooField, PartnerSchema } from '../../src/odoo/schema.js'
import { toVals } from '../../src/odoo/vals.js'

const options = checkOptions('odoo', Options, { baseUrl: 'https://odoo.example.com/', apiKey: 'a-long-key' }) as unknown as Options

const field = (type: string, more: Partial<OdooField> = {}): OdooField => ({ type, string: type, store: true, ...more })
const schema: PartnerSchema = {
  fields: new Map(Object.entries({
    id: field('integer', { readonly: true }),
    name: field('char'),
    email: field('char'),
    mobile: field('char'),
    phone: field('char'),
    ref: field('char'),
    active: field('boolean'),
    comment: field('html'),
    country_id: field('many2one'),
    customer_rank: field('integer'),
    latitude: field('float'),
    birthday: field('date'),
    renewal: field('datetime'),
    score: field('float', { readonly: true })
  })),
  names: ['name', 'email', 'mobile', 'phone', 'ref', 'active', 'country_id', 'customer_rank', 'write_date'],
  phones: ['mobile', 'phone']
}
const partner: Partner = {
  id: 7,
  name: '王小明',
  email: '"Wang" <Wang@mail.example>',
  mobile: '138 0013 8000',
  phone: false,
  ref: 'h1',
  active: true,
  country_id: [48, 'China'],
  customer_rank: 3,
  latitude: 1.5,
  birthday: '1990-02-03',
  renewal: '2026-11-25 09:00:00',
  comment: false,
  write_date: '2026-11-25 08:59:59'
}

const writing = (write: Partial<CrmWrite>, record: Partner | undefined = partner): Record<string, unknown> => toVals({ externalId: 'h1', fields: {}, ...write }, record, schema, options)

t.test('only what differs is written', async (t) => {
  const cases: Array<[string, Partial<CrmWrite>, Record<string, unknown>]> = [
    ['nothing', {}, {}],
    ['the same name', { name: '王小明' }, {}],
    ['another name', { name: ' 王大明\0 ' }, { name: '王大明' }],
    ['no name at all', { name: ' ' }, { name: '未命名客户' }],
    ['the same phone in another spelling', { phones: ['+8613800138000'] }, {}],
    ['a second phone', { phones: ['+8613800138000', '+862112345678'] }, { phone: '+862112345678' }],
    ['no phone', { phones: [] }, { mobile: false }],
    ['the same e-mail in another case', { emails: ['wang@MAIL.example'] }, {}],
    ['another e-mail', { emails: ['other@mail.example'] }, { email: 'other@mail.example' }],
    ["another of the hub's ids", { externalId: 'h2' }, { ref: 'h2' }],
    ['fields as they are', { fields: { country_id: 48, customer_rank: 3, latitude: 1.5, birthday: '1990-02-03', renewal: '2026-11-25T17:00:00+08:00', active: true, comment: null } }, {}],
    ['other fields', { fields: { country_id: 44, customer_rank: 4, renewal: '2026-11-25T10:00:00Z', active: false, comment: 'c\0d' } },
      { country_id: 44, customer_rank: 4, renewal: '2026-11-25 10:00:00', active: false, comment: 'cd' }],
    ['emptied fields', { fields: { country_id: null, birthday: null } }, { country_id: false, birthday: false }],
    ['a date from a time', { fields: { birthday: '1991-02-03T00:00:00Z' } }, { birthday: '1991-02-03' }]
  ]
  for (const [title, write, vals] of cases) t.same(writing(write), vals, title)
})

t.test('a new partner gets a name in any case', async (t) => {
  t.same(toVals({ externalId: 'h9', fields: { customer_rank: null, active: true } }, undefined, schema, options), { name: '未命名客户', ref: 'h9', active: true })
  t.same(toVals({ externalId: 'h9', name: 'Ann', phones: ['+14155550100'], emails: ['ann@example.com'], fields: {} }, undefined, schema, options),
    { name: 'Ann', ref: 'h9', mobile: '+14155550100', email: 'ann@example.com' })
})

t.test('what cannot be written is rejected with the name of the field', async (t) => {
  const cases: Array<[Record<string, string | number | boolean | null>, RegExp]> = [
    [{ nickname: 'x' }, /no field nickname/], [{ score: 1 }, /score .*cannot be written/], [{ id: 1 }, /id .*cannot be written/],
    [{ active: 'yes' }, /active .*true or false/], [{ customer_rank: '3' }, /customer_rank .*whole numbers/], [{ customer_rank: 1.5 }, /whole numbers/],
    [{ country_id: 'China' }, /number of a record/], [{ latitude: 'north' }, /takes numbers/], [{ birthday: 'soon' }, /ISO 8601/], [{ renewal: 5 }, /ISO 8601/]
  ]
  for (const [fields, message] of cases) t.throws(() => writing({ fields }), { verdict: 'rejected', message }, JSON.stringify(fields))
})

t.test('a partner is read', async (t) => {
  t.same(toContact(partner, schema, options), {
    id: '7',
    externalId: 'h1',
    name: '王小明',
    phones: ['+8613800138000'],
    emails: ['Wang@mail.example'],
    url: 'https://odoo.example.com/odoo/res.partner/7',
    fields: {
      name: '王小明',
      email: '"Wang" <Wang@mail.example>',
      mobile: '138 0013 8000',
      phone: null,
      ref: 'h1',
      active: true,
      country_id: 48,
      'country_id.name': 'China',
      customer_rank: 3,
      latitude: 1.5,
      birthday: '1990-02-03',
      renewal: '2026-11-25T09:00:00Z',
      comment: null
    },
    changedAt: new Date('2026-11-25T08:59:59Z')
  })
  const bare = toContact({ id: 8, name: false, email: false, mobile: false, phone: false, ref: false, active: false, country_id: false, write_date: '2026-11-25 08:59:59' }, schema, { ...options, api: 'json-rpc' })
  t.match(bare, { id: '8', phones: [], emails: [], isGone: true, url: 'https://odoo.example.com/web#id=8&model=res.partner&view_type=form' })
  t.notOk('name' in bare || 'externalId' in bare)
  t.match(bare.fields, { country_id: null, 'country_id.name': null })
})
