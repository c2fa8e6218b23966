import t from 'tap'
import { openStand } from './stand.js'

t.test('looks for every spelling of a phone, or leaves that to the system', async (t) => {
  const asked: string[] = []
  for (const eachSpelling of [true, false]) {
    const { crm, desk } = await openStand(t, { options: (own) => ({ ...own, find: { byPhone: { ...own.find.byPhone, eachSpelling } } }) })
    const answer = desk.answer.bind(desk)
    desk.answer = (request) => {
      asked.push(String(request.url.searchParams.get('phone')))
      return answer(request)
    }
    desk.add({ full_name: 'A', mobile: '13800000000' })
    t.equal((await crm.findContacts({ phone: '+8613800000000', email: 'a@mail.example', externalId: 'a' })).length, eachSpelling ? 1 : 0)
  }
  t.same(asked, ['+8613800000000', '8613800000000', '13800000000', '+8613800000000'])
})

t.test('leaves out what a system finds besides', async (t) => {
  // A system that looks for words takes no notice of parameters that it does not know.
  const { crm, desk } = await openStand(t, {
    options: (own) => ({ ...own, find: Object.fromEntries(Object.entries(own.find).map(([by, call]) => [by, { ...call, query: { q: 'everything' } }])) })
  })
  desk.add({ full_name: 'A', mobile: '13800000000', mail: 'A@mail.example', hub_id: 'a' })
  desk.add({ full_name: 'B', tel: '010-88886666', mail: 'b@mail.example', hub_id: 'b' })
  desk.add({ full_name: 'Short', tel: '12345' })
  const names = async (query: object): Promise<unknown[]> => (await crm.findContacts(query)).map(({ name }) => name)
  t.same(await names({ externalId: 'b' }), ['B'])
  t.same(await names({ email: 'a@mail.example' }), ['A'])
  t.same(await names({ phone: '+8613800000000' }), ['A'])
  t.same(await names({ phone: '+861088886666' }), ['B'])
  t.same(await names({ phone: '+8612345' }), ['Short'])
  t.same(await names({ phone: '+8613800000001' }), [])
})

t.test('trusts a system whose records do not tell the id of the hub', async (t) => {
  const { crm, desk } = await openStand(t, { options: ({ contact: { externalId: _externalId, ...contact }, ...own }) => ({ ...own, contact }) })
  desk.add({ full_name: 'A', hub_id: 'a' })
  t.match(await crm.findContacts({ externalId: 'a' }), [{ name: 'A' }])
})

t.test('reads records by their ids', async (t) => {
  const { crm, desk } = await openStand(t)
  const [one, two] = [desk.add({ full_name: 'A' }), desk.add({ full_name: 'B' })]
  desk.change(two, { deleted: true })
  t.match(await crm.getContacts([String(one.cust_no), String(two.cust_no), '7', 'x']), [{ name: 'A' }])
})

t.test('describes the fields that the config names', async (t) => {
  const { crm } = await openStand(t)
  t.same(await crm.describeFields?.(), [
    { name: 'level', label: '会员等级', type: 'choice', choices: ['normal', 'silver', 'gold'] },
    { name: 'remark', label: '备注', type: 'text' },
    { name: 'updated', label: '更新时间', type: 'date', isReadOnly: true }
  ])
})
