import t from 'tap'
import type { CrmContact } from '@kefuhub/contract'
import { compileChecker } from '../../src/config/checker.js'
import { CrmSync, type SyncedField } from '../../src/config/crm-sync-schema.js'
import { reconcile, toNewRecord, type Sides } from '../../src/neighbours/crm/reconcile.js'

const AT = new Date(1_767_225_600_000)
const LATER = new Date(AT.getTime() + 1000)

function syncOf (fields: Array<Partial<SyncedField> & { hub: string }>): CrmSync {
  const sync = { fields: structuredClone(fields) }
  const violations = compileChecker(CrmSync)(sync)
  if (violations.length > 0) throw new Error(JSON.stringify(violations))
  return sync as unknown as CrmSync
}

const contactOf = (more: object = {}): Sides['contact'] => ({ id: 'k1', name: 'Alice', isAlias: false, phones: [], emails: [], fields: {}, tags: [], identities: [], createdAt: AT, ...more })
const recordOf = (more: Partial<CrmContact> = {}): CrmContact => ({ id: 'C1', phones: [], emails: [], fields: {}, changedAt: AT, ...more })

/** What happens to one custom field. */
function field (rule: Partial<SyncedField>, { hub, crm, before, hubAt }: { hub?: unknown, crm?: unknown, before?: unknown, hubAt?: Date }) {
  const sync = syncOf([{ hub: 'fields.x', crm: 'x_x', ...rule }])
  const { toHub, toCrm } = reconcile(sync, {
    contact: contactOf({ fields: hub === undefined ? {} : { x: hub } }),
    record: recordOf({ fields: crm === undefined ? {} : { x_x: crm as never } }),
    changed: hubAt === undefined ? {} : { 'fields:x': hubAt },
    shared: before === undefined ? {} : { 'fields.x': before as never }
  })
  return { hub: toHub.fields?.['x'], crm: toCrm.fields['x_x'] }
}

t.test('the side that moved away from what both agreed on wins, whatever the rule says', async (t) => {
  for (const conflict of ['crm', 'hub', 'newest'] as const) {
    t.same(field({ conflict }, { hub: 'new', crm: 'old', before: 'old' }), { hub: undefined, crm: 'new' }, conflict)
    t.same(field({ conflict }, { hub: 'old', crm: 'new', before: 'old' }), { hub: 'new', crm: undefined }, conflict)
    t.same(field({ conflict }, { hub: 'same', crm: 'same', before: 'old' }), { hub: undefined, crm: undefined }, conflict)
    t.same(field({ conflict }, { hub: undefined, crm: 'old', before: 'old' }), { hub: undefined, crm: null }, 'emptied here')
    t.same(field({ conflict }, { hub: 'old', crm: undefined, before: 'old' }), { hub: null, crm: undefined }, 'emptied there')
  }
})

t.test('where both moved, the rule of the field decides', async (t) => {
  const both = { hub: 'mine', crm: 'theirs', before: 'old' }
  t.same(field({ conflict: 'crm' }, both), { hub: 'theirs', crm: undefined })
  t.same(field({ conflict: 'hub' }, both), { hub: undefined, crm: 'mine' })
  t.same(field({ conflict: 'newest' }, { ...both, hubAt: LATER }), { hub: undefined, crm: 'mine' })
  t.same(field({ conflict: 'newest' }, { ...both, hubAt: new Date(0) }), { hub: 'theirs', crm: undefined })
  t.same(field({ conflict: 'newest' }, both), { hub: 'theirs', crm: undefined })
})

t.test('a value never gives way to nothing unless its own side emptied it', async (t) => {
  for (const conflict of ['crm', 'hub', 'newest'] as const) {
    t.same(field({ conflict }, { hub: 'mine' }), { hub: undefined, crm: 'mine' })
    t.same(field({ conflict }, { crm: 'theirs' }), { hub: 'theirs', crm: undefined })
  }
  t.same(field({ direction: 'to-hub' }, { hub: 'mine' }), { hub: undefined, crm: undefined })
  t.same(field({ direction: 'to-crm' }, { crm: 'theirs' }), { hub: undefined, crm: undefined })
})

t.test('a field that goes one way only goes that way', async (t) => {
  t.same(field({ direction: 'to-hub', conflict: 'hub' }, { hub: 'mine', crm: 'theirs', before: 'old' }), { hub: 'theirs', crm: undefined })
  t.same(field({ direction: 'to-crm', conflict: 'crm' }, { hub: 'mine', crm: 'theirs', before: 'old' }), { hub: undefined, crm: 'mine' })
})

t.test('numbers and addresses that each side knew are known to both', async (t) => {
  const sync = syncOf([{ hub: 'phones', type: 'list' }, { hub: 'emails', type: 'list' }, { hub: 'tags', crm: 'x_tags', type: 'list' }])
  const { toHub, toCrm, shared } = reconcile(sync, {
    contact: contactOf({ phones: ['+8613800000001'], tags: ['vip'] }),
    record: recordOf({ phones: ['138 0000 0002'], emails: ['A@example.com'], fields: { x_tags: 'a; b' } }),
    changed: {},
    shared: {}
  })
  t.same(toHub, { phones: ['+8613800000001', '+8613800000002'], emails: ['a@example.com'], tags: ['a', 'b', 'vip'] })
  t.same({ phones: toCrm.phones, tags: toCrm.fields['x_tags'] }, { phones: ['+8613800000001', '+8613800000002'], tags: 'a;b;vip' })
  t.same(shared, { phones: ['+8613800000001', '+8613800000002'], emails: ['a@example.com'], tags: ['a', 'b', 'vip'] })
})

t.test('an alias that the hub made up is no name', async (t) => {
  const sync = syncOf([{ hub: 'name' }, { hub: 'language', crm: 'lang' }])
  const sides = { contact: contactOf({ name: '客户 3F7A', isAlias: true, language: 'zh' }), record: recordOf({ name: '王' }), changed: {}, shared: {} }
  t.match(reconcile(sync, sides), { toHub: { name: '王' }, toCrm: { fields: { lang: 'zh' } } })
})

t.test('a record that the hub makes of somebody without a name has the alias, until there is a name on either side', async (t) => {
  const sync = syncOf([{ hub: 'name', conflict: 'hub' }])
  const contact = contactOf({ name: '客户 3F7A', isAlias: true })
  const { write, shared } = toNewRecord(sync, contact)
  t.match({ write, shared }, { write: { name: '客户 3F7A' }, shared: { name: '客户 3F7A' } })
  const sides = { contact, record: recordOf({ name: '客户 3F7A' }), changed: {}, shared }
  const same = reconcile(sync, sides)
  t.match(same, { moves: [], shared: { name: '客户 3F7A' } })
  t.match(reconcile(sync, { ...sides, shared: same.shared, contact: contactOf({ name: '王' }) }), { toCrm: { name: '王' }, toHub: {} }, 'the customer tells their name')
  t.match(reconcile(sync, { ...sides, record: recordOf({ name: '王先生' }) }), { toHub: { name: '王先生' }, moves: [{ to: 'hub' }] }, 'somebody writes it into the CRM')
})

t.test('values become what the other side keeps', async (t) => {
  t.same(field({ type: 'number' }, { crm: '12.5' }), { hub: 12.5, crm: undefined })
  t.same(field({ type: 'number' }, { hub: '3' }), { hub: undefined, crm: 3 })
  t.same(field({ type: 'boolean' }, { crm: 1 }), { hub: true, crm: undefined })
  t.same(field({ type: 'boolean' }, { crm: 'false' }), { hub: false, crm: undefined })
  t.same(field({ type: 'boolean' }, { hub: false }), { hub: undefined, crm: false })
  t.same(field({ type: 'date' }, { crm: '2026-11-25' }), { hub: '2026-11-25T00:00:00.000Z', crm: undefined })
  t.same(field({ type: 'text' }, { crm: 5 }), { hub: '5', crm: undefined })
  t.same(field({ values: { gold: 1 } }, { crm: 1 }), { hub: 'gold', crm: undefined })
  t.same(field({ values: { gold: 1 } }, { hub: 'gold' }), { hub: undefined, crm: 1 })
})

t.test('what does not fit says which field and what it is', async (t) => {
  const misfits: Array<[Partial<SyncedField>, { hub?: unknown, crm?: unknown }]> = [
    [{ type: 'number' }, { crm: 'twelve' }], [{ type: 'number' }, { crm: true }], [{ type: 'number' }, { hub: 'x' }], [{ type: 'number' }, { hub: true }], [{ type: 'boolean' }, { crm: 'maybe' }],
    [{ type: 'boolean' }, { hub: 'x' }], [{ type: 'date' }, { crm: 'soon' }], [{ values: { gold: 1 } }, { crm: 7 }], [{ values: { gold: 1 } }, { hub: 'tin' }]
  ]
  for (const [rule, sides] of misfits) t.throws(() => field(rule, sides), { code: 'KH_ERR_SYNC_MISFIT', message: /x_x/ }, JSON.stringify([rule, sides]))
  t.throws(() => reconcile(syncOf([{ hub: 'fields.y' }]), { contact: contactOf(), record: recordOf(), changed: {}, shared: {} }), { code: 'KH_ERR_SYNC_MISFIT', message: /sync\.fields/ })
})
