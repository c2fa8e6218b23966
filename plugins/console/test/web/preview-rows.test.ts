import t from 'tap'
import { countRows, toRows, toText } from '../../web/admin/connections/preview-rows.js'

t.test('a dry run is shown value by value, a new record and one that does not fit once', async (t) => {
  const rows = toRows([
    { contact: 'c1', name: '王', record: '7', moves: [{ hub: 'name', to: 'hub', from: '客户', value: '王' }, { hub: 'emails', to: 'crm', from: [], value: ['a@example.com'] }] },
    { contact: 'c2', name: '李', record: '8', moves: [], error: 'x is no number' },
    { contact: 'c3', name: '赵', moves: [{ hub: 'name', to: 'crm', from: null, value: '赵' }, { hub: 'phones', to: 'crm', from: [], value: ['+8613800000000'] }] },
    { contact: 'c4', name: '孙', moves: [], error: 'no word for bronze' }
  ])
  t.strictSame(rows, [
    { contact: 'c1', name: '王', record: '7', key: 'c1 7 name hub', move: { hub: 'name', to: 'hub', from: '客户', value: '王' } },
    { contact: 'c1', name: '王', record: '7', key: 'c1 7 emails crm', move: { hub: 'emails', to: 'crm', from: [], value: ['a@example.com'] } },
    { contact: 'c2', name: '李', record: '8', key: 'c2 8', error: 'x is no number' },
    { contact: 'c3', name: '赵', key: 'c3 ', values: [{ hub: 'name', to: 'crm', from: null, value: '赵' }, { hub: 'phones', to: 'crm', from: [], value: ['+8613800000000'] }] },
    { contact: 'c4', name: '孙', key: 'c4 ', error: 'no word for bronze' }
  ])
  t.strictSame(countRows(rows), { changed: 1, toHub: 1, toCrm: 1, created: 1, misfits: 2 })
})

t.test('values as people read them', async (t) => {
  t.strictSame([['a', 'b'], [], '', null, 0, false, 'x'].map(toText), ['a, b', undefined, undefined, undefined, '0', 'false', 'x'])
})
