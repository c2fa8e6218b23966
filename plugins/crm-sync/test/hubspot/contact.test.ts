import t from 'tap'
import type { CrmWrite } from '@kefuhub/contract'
import { toContact, toProperties, type ContactOptions } from '../../src/hubspot/contact.js'
import { joinName, splitName } from '../../src/hubspot/name.js'
import type { Properties } from '../../src/hubspot/wire.js'

const OPTIONS: ContactOptions = { externalIdProperty: 'kefuhub_id', countryCode: '86', appUrl: 'https://app-eu1.hubspot.com/' }
const AT = '2026-11-02T08:00:00.123Z'

t.test('makes one name of two, and two of one', async (t) => {
  const names: Array<[string, string, string]> = [
    ['', '张三', '张三'],
    ['', '欧阳 娜娜', '欧阳 娜娜'],
    ['', '田中太郎', '田中太郎'],
    ['John', 'Smith', 'John Smith'],
    ['Mary Ann', 'Smith', 'Mary Ann Smith'],
    ['', 'Cher', 'Cher'],
    ['Zhao', '六英', 'Zhao 六英'],
    ['', ' a', ' a'],
    ['', 'a ', 'a ']
  ]
  for (const [first, last, name] of names) {
    t.same(splitName(name), { first, last }, name)
    t.equal(joinName(first, last), name)
  }
  t.equal(joinName('三', '张'), '张三', 'as people in China write it')
  t.equal(joinName('John', null), 'John')
  t.equal(joinName(null, undefined), undefined)
})

t.test('reads a contact', async (t) => {
  const properties = { firstname: '三', lastname: '张', email: 'z@mail.example', phone: '138 0000-0000', mobilephone: '+8613800000000', kefuhub_id: 'h1', city: null, lastmodifieddate: AT }
  t.same(toContact({ id: '7', properties }, { ...OPTIONS, portalId: '42' }), {
    id: '7',
    externalId: 'h1',
    name: '张三',
    phones: ['+8613800000000'],
    emails: ['z@mail.example'],
    url: 'https://app-eu1.hubspot.com/contacts/42/record/0-1/7',
    fields: properties,
    changedAt: new Date(AT)
  })
  t.same(toContact({ id: '8', properties: { phone: 'ask Bob', lastmodifieddate: '' }, updatedAt: '1793606400000' }, OPTIONS), {
    id: '8', phones: ['ask Bob'], emails: [], fields: { phone: 'ask Bob', lastmodifieddate: '' }, changedAt: new Date(0)
  })
  t.match(toContact({ id: '9', properties: { lastmodifieddate: AT }, archived: true, archivedAt: '2026-11-03T00:00:00Z' }, OPTIONS), { isGone: true, changedAt: new Date('2026-11-03T00:00:00Z') })
  t.equal(toContact({ id: '9', properties: {}, updatedAt: '1793606400123' }, OPTIONS).changedAt.getTime(), 1793606400123)
  t.equal(toContact({ id: '9', properties: {}, createdAt: 'never' }, OPTIONS).changedAt.getTime(), 0)
})

t.test('writes what differs, and nothing else', async (t) => {
  const cases: Array<[string, Partial<CrmWrite>, Properties | undefined, Properties]> = [
    ['a new one', { name: '张三', phones: ['+8613800000000'], emails: ['Z@Mail.example'], fields: { city: '广州', n: 3, b: true, none: null } }, undefined,
      { kefuhub_id: 'h1', lastname: '张三', phone: '+8613800000000', email: 'z@mail.example', city: '广州', n: '3', b: 'true' }],
    ['all the same', { name: '张三', phones: ['+8613800000000'], emails: ['Z@mail.example'], fields: { city: '广州' } },
      { kefuhub_id: 'h1', firstname: '三', lastname: '张', phone: '138 0000 0000', email: 'z@mail.example', city: '广州' }, {}],
    ['another name', { name: 'John Smith' }, { kefuhub_id: 'h1', lastname: '张三' }, { firstname: 'John', lastname: 'Smith' }],
    ['a name of one part', { name: '李四' }, { kefuhub_id: 'h1', firstname: 'John', lastname: 'Smith' }, { firstname: '', lastname: '李四' }],
    ['a field that is emptied', { fields: { city: null } }, { kefuhub_id: 'h1', city: '广州' }, { city: '' }],
    ['fields before names', { name: 'A B', fields: { firstname: 'C' } }, { kefuhub_id: 'h1' }, { firstname: 'C', lastname: 'B' }],
    ['a phone that stands in its place', { phones: ['+8613900000000'] }, { kefuhub_id: 'h1', mobilephone: '13900000000' }, {}],
    ['a phone less', { phones: ['+8613900000000'] }, { kefuhub_id: 'h1', phone: '+8613800000000', mobilephone: '13900000000' }, { phone: '' }],
    ['a phone more', { phones: ['+8613900000000', '+8613700000000'] }, { kefuhub_id: 'h1', mobilephone: '13900000000' }, { phone: '+8613700000000' }],
    ['more phones than there is room for', { phones: ['+861', '+862', '+863', '+861'] }, { kefuhub_id: 'h1' }, { phone: '+861', mobilephone: '+862' }],
    ['no phone', { phones: [] }, { kefuhub_id: 'h1', phone: '1' }, { phone: '' }],
    ['no e-mail', { emails: [] }, { kefuhub_id: 'h1', email: 'a@mail.example' }, { email: '' }],
    ['the second e-mail', { emails: ['b@mail.example', 'A@mail.example'] }, { kefuhub_id: 'h1', email: 'a@mail.example' }, {}],
    ['a NUL', { name: 'a\0b', fields: { city: 'c\0d' } }, { kefuhub_id: 'h1' }, { lastname: 'ab', city: 'cd' }],
    ['the id of the hub', {}, { kefuhub_id: null }, { kefuhub_id: 'h1' }]
  ]
  for (const [name, write, there, expected] of cases) {
    t.same(toProperties({ externalId: 'h1', fields: {}, ...write }, there && { id: '7', properties: there }, OPTIONS), expected, name)
  }
})
