import t from 'tap'
import { verify } from '@node-rs/argon2'
import type { AgentDoc } from '../../src/store/agent-model.js'
import { openDesk } from './stand.js'

t.test('a store without an administrator gets one, whose password is told once and stored as a hash', async (t) => {
  const { agents, clock, store } = await openDesk(t)
  const first = await agents.createFirstAdministrator()
  t.match(first, { login: 'admin', password: /^[A-Za-z0-9_-]{20}$/ })
  const [stored, ...others] = await store.agents.find({}).lean<AgentDoc[]>()
  t.same(others, [])
  t.match(stored, { login: 'admin', role: 'administrator', mustChangePassword: true, createdAt: new Date(clock.now()), passwordHash: /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/ })
  t.equal(await verify(stored?.passwordHash ?? '', first?.password ?? ''), true)
  t.equal(await verify(stored?.passwordHash ?? '', `${first?.password}x`), false)
  t.equal(await agents.createFirstAdministrator(), undefined)
})

t.test('of ten starts at once, in two processes, one makes the administrator', async (t) => {
  const { agents, store, openOther } = await openDesk(t)
  const other = (await openOther()).agents
  const made = (await Promise.all(Array.from({ length: 10 }, async (_, index) => await (index % 2 === 0 ? agents : other).createFirstAdministrator())))
    .filter((administrator) => administrator !== undefined)
  t.equal(made.length, 1)
  const stored = await store.agents.find({}).lean<AgentDoc[]>()
  t.equal(stored.length, 1)
  t.equal(await verify(stored[0]?.passwordHash ?? '', made[0]?.password ?? ''), true, 'and its password is the one that was told')
})

t.test('a login is taken once, whatever its case; groups must exist', async (t) => {
  const { agents, groups } = await openDesk(t)
  const { id } = await groups.create('售后')
  const { agent } = await agents.create({ login: 'Lin', name: '小林', role: 'agent', groups: [id] })
  t.match(agent, { login: 'lin', groups: [id], presence: 'offline', isDisabled: false })
  await t.rejects(agents.create({ login: 'LIN', name: 'x', role: 'agent', groups: [] }), { code: 'KH_ERR_AGENT_LOGIN_TAKEN', statusCode: 409 })
  await t.rejects(agents.create({ login: 'wang', name: 'x', role: 'agent', groups: ['none'] }), { code: 'KH_ERR_GROUP_NOT_FOUND', statusCode: 404 })
  t.same((await agents.list()).map(({ login }) => login), ['lin'])
  await t.rejects(agents.get('none'), { code: 'KH_ERR_AGENT_NOT_FOUND', statusCode: 404 })
})

t.test('the last administrator stays one and stays able to sign in', async (t) => {
  const { agents } = await openDesk(t)
  await agents.createFirstAdministrator()
  const [first] = await agents.list()
  const error = { code: 'KH_ERR_AGENT_LAST_ADMINISTRATOR', statusCode: 409 }
  await t.rejects(agents.change(first?.id ?? '', { role: 'agent' }), error)
  await t.rejects(agents.change(first?.id ?? '', { isDisabled: true }), error)
  const { agent } = await agents.create({ login: 'second', name: 'x', role: 'administrator', groups: [] })
  t.match(await agents.change(first?.id ?? '', { role: 'leader', name: 'y' }), { role: 'leader', name: 'y' })
  await t.rejects(agents.change(agent.id, { isDisabled: true }), error)
  t.match(await agents.change(first?.id ?? '', { isDisabled: true }), { isDisabled: true })
  t.match(await agents.change(first?.id ?? '', { isDisabled: false }), { isDisabled: false })
})

t.test('who has a console open is as present as they say, and offline some time after it was last heard of', async (t) => {
  const { agents, clock } = await openDesk(t)
  const { agent: { id } } = await agents.create({ login: 'lin', name: 'x', role: 'agent', groups: [] })
  await agents.changeOwn(id, { presence: 'busy' })
  t.match(await agents.get(id), { presence: 'offline' })
  await agents.seen([id], true)
  t.match(await agents.get(id), { presence: 'busy' })
  clock.advance(75_000)
  t.match(await agents.get(id), { presence: 'offline' })
  await agents.seen([id], true)
  await agents.seen([id], false)
  await agents.seen([], true)
  t.match(await agents.get(id), { presence: 'offline' })
})
