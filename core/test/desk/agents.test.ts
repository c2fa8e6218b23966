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
