import type { CrmWrite } from '@kefuhub/contract'
import { checkOptions } from '@kefuhub/contract/testing'
import t from 'tap'
import { toContact } from '../../src/salesforce/contact.js'
import { Options } from '../../src/salesforce/index.js'
import type { ContactSchema, SalesforceField } from '../../src/salesforce/schema.js'
import { toValues } from '../../src/salesforce/values.js'
import { authOf } from './stand.js'

const options = checkOptions('salesforce', Options, { loginUrl: 'https://example.my.salesforce.com', auth: authOf('clientCredentials') }) as unknown as Options

const field = (name: string, type: string, more: Partial<SalesforceField> = {}): [string, SalesforceField] => [name, { name, label: name, type, createable: true, updateable: true, externalId: false, ...more }]
const schema: ContactSchema = {
  fields: new Map([
    field('Id', 'id', { createable: false, updateable: false }), field('LastName', 'string'), field('FirstName', 'string'), field('Email', 'email'), field('Phone', 'phone'), field('MobilePhone', 'phone'),
    field('Hub_Id__c', 'string', { externalId: true }), field('Title', 'string'), field('Score__c', 'double'), field('DoNotCall', 'boolean'), field('Birthdate', 'date'), field('Renewal__c', 'datetime'),
    field('Origin__c', 'string', { updateable: false })
  ]),
  names: ['Id', 'IsDeleted', 'SystemModstamp', 'LastName', 'Email', 'Title', 'DoNotCall', 'Renewal__c', 'Account.Name', 'Account.Owner.Name'],
  phones: ['MobilePhone', 'Phone']
}
const record = {
  Id: '0035g00000ABCDEAA2',
  IsDeleted: false,
  SystemModstamp: '2026-11-25T08:59:59.000+0000',
  Name: 'Ann Lee',
  FirstName: 'Ann',
  LastName: 'Lee',
  Email: 'Ann@example.com',
  MobilePhone: null,
  Phone: '021-12345678',
  Hub_Id__c: 'h1',
  Title: 'CEO',
  Score__c: 2,
  DoNotCall: true,
  Birthdate: '1990-02-03',
  Renewal__c: '2026-11-25T09:00:00.000+0000',
  Account: { attributes: { type: 'Account' }, Name: 'Firm' }
}

t.test('only what differs is written', async (t) => {
  const cases: Array<[string, Partial<CrmWrite>, Record<string, unknown>]> = [
    ['nothing', {}, {}],
    ['the same name', { name: 'Ann Lee' }, {}],
    ['another last name', { name: 'Ann\0 Long' }, { LastName: 'Long' }],
    ['a name that is not split', { name: '李安' }, { LastName: '李安', FirstName: null }],
    ['no name at all', { name: '' }, { LastName: '未命名客户', FirstName: null }],
    ['the same phone in another spelling', { phones: ['+862112345678'] }, {}],
    ['a phone more', { phones: ['+8613800138000', '+862112345678'] }, { MobilePhone: '+8613800138000' }],
    ['no phone', { phones: [] }, { Phone: null }],
    ['the same e-mail in another case', { emails: ['ann@EXAMPLE.com'] }, {}],
    ['no e-mail', { emails: [] }, { Email: null }],
    ["another of the hub's ids", { externalId: 'h2' }, { Hub_Id__c: 'h2' }],
    ['fields as they are', { fields: { Title: ' CEO ', Score__c: 2, DoNotCall: true, Birthdate: '1990-02-03', Renewal__c: '2026-11-25T17:00:00.400+08:00' } }, {}],
    ['other fields', { fields: { Title: 'C\0FO', Score__c: 3, DoNotCall: false, Birthdate: '1991-02-03T00:00:00Z' } }, { Title: 'CFO', Score__c: 3, DoNotCall: false, Birthdate: '1991-02-03' }],
    ['emptied fields', { fields: { Title: null, Score__c: null, DoNotCall: null, Birthdate: null } }, { Title: null, Score__c: null, DoNotCall: false, Birthdate: null }],
    ['a field that says otherwise than the name', { name: 'Bob Lee', fields: { FirstName: 'Ann' } }, {}]
  ]
  for (const [title, write, values] of cases) t.same(toValues({ externalId: 'h1', fields: {}, ...write }, record, schema, options), values, title)
})

t.test('a new contact gets a last name in any case', async (t) => {
  t.same(toValues({ externalId: 'h9', fields: { Title: null } }, undefined, schema, options), { LastName: '未命名客户', Hub_Id__c: 'h9' })
  t.same(toValues({ externalId: 'h9', name: 'Ann Lee', phones: ['+14155550100'], emails: ['a@b.cd'], fields: { Origin__c: 'x' } }, undefined, schema, options),
    { LastName: 'Lee', FirstName: 'Ann', Hub_Id__c: 'h9', MobilePhone: '+14155550100', Email: 'a@b.cd', Origin__c: 'x' })
})

t.test('what cannot be written is rejected with the name of the field', async (t) => {
  const cases: Array<[Record<string, string | number | boolean | null>, RegExp]> = [
    [{ Nick__c: 'x' }, /no field Nick__c/], [{ Id: 'x' }, /Id .*cannot be written/], [{ Origin__c: 'y' }, /Origin__c .*cannot be written/], [{ DoNotCall: 'yes' }, /DoNotCall .*true or false/],
    [{ Score__c: '3' }, /Score__c .*numbers/], [{ Birthdate: 'soon' }, /ISO 8601/], [{ Renewal__c: 7 }, /ISO 8601/]
  ]
  for (const [fields, message] of cases) t.throws(() => toValues({ externalId: 'h1', fields }, record, schema, options), { verdict: 'rejected', message }, JSON.stringify(fields))
})

t.test('a record is read', async (t) => {
  t.same(toContact(record, schema, options, 'https://example.my.salesforce.com/0035g00000ABCDEAA2'), {
    id: '0035g00000ABCDEAA2',
    externalId: 'h1',
    name: 'Ann Lee',
    phones: ['+862112345678'],
    emails: ['Ann@example.com'],
    url: 'https://example.my.salesforce.com/0035g00000ABCDEAA2',
    fields: { LastName: 'Lee', Email: 'Ann@example.com', Title: 'CEO', DoNotCall: true, Renewal__c: '2026-11-25T09:00:00.000Z', 'Account.Name': 'Firm', 'Account.Owner.Name': null },
    changedAt: new Date('2026-11-25T08:59:59Z')
  })
  t.match(toContact({ ...record, IsDeleted: true, Email: null, Phone: null, Hub_Id__c: null }, schema, options, undefined), { isGone: true, emails: [], phones: [], url: undefined, externalId: undefined })
})
