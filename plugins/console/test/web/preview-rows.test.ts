import t from 'tap'
import { countRows, toRows, toText } from '../../web/admin/connections/preview-rows.js'

t.test('a dry run is shown value by value, and a record that does not fit once', async (t) => {
  const rows = toRows([
    { contact: 'c1', name: '王', record: '7', moves: [{ hub: 'name', to: 'hub', from: '客户', value: '王' }, { hub: 'emails', to: 'crm', from: [], value: ['a@example.com'] }] },
    { record: '8', moves: [], error: 'x is no number' }
  ])
  t.strictSame(rows, [
    { contact: 'c1', name: '王', record: '7', key: '7 name hub', move: { hub: 'name', to: 'hub', from: '客户', value: '王' } },
    { contact: 'c1', name: '王', record: '7', key: '7 emails crm', move: { hub: 'emails', to: 'crm', from: [], value: ['a@example.com'] } },
    { record: '8', key: '8', error: 'x is no number' }
  ])
  t.strictSame(countRows(rows), { toHub: 1, toCrm: 1, misfits: 1 })
})

t.test('values as people read them', async (t) => {
  t.strictSame([['a', 'b'], [], '', null, 0, false, 'x'].map(toText), ['a, b', undefined, undefined, undefined, '0', 'false', 'x'])
})
