import { createFakeHub } from '@kefuhub/contract/testing'
import t from 'tap'
import plugin from '../src/index.js'
import simulator from '../src/simulator/index.js'
import { shown } from './readme.js'

t.test('stands in for every system that the README shows', async (t) => {
  for (const [system, options] of Object.entries(shown)) {
    const simulated = await simulator.start({ [system]: options })
    t.teardown(() => simulated.close())
    t.same(Object.keys(simulated.options), [system])
    const hub = await createFakeHub(plugin, simulated.options, { nowMs: Date.now() })
    t.teardown(() => hub.close())
    const [written] = await hub.instance.upsertContacts([{ externalId: 'h1', name: '张三', phones: ['+8613800000000'], fields: {} }])
    t.match(written, { outcome: 'created', contact: { externalId: 'h1', name: '张三' } }, system)
    t.match(await hub.instance.findContacts({ phone: '+8613800000000' }), [{ externalId: 'h1' }], system)
    await simulated.enter?.({ name: '李四', phone: '+8613900000000' })
    const [entered] = await hub.instance.findContacts({ phone: '+8613900000000' })
    t.match(entered, { name: '李四', phones: ['+8613900000000'] }, `${system}: somebody there enters a customer`)
    t.notOk(entered?.externalId, `${system}: whom the hub does not know`)
  }
})

t.test('knows no other systems', async (t) => {
  await t.rejects(simulator.start({ zoho: {} }), /no simulated 'zoho'/)
  await t.rejects(simulator.start({}), /no simulated ''/)
})
