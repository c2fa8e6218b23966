import t from 'tap'
import { openDesk } from './stand.js'

async function openOffice (t: Parameters<typeof openDesk>[0]) {
  const desk = await openDesk(t)
  const { agent, password } = await desk.agents.create({ login: 'Lin', name: '小林', role: 'agent', groups: [] })
  return { ...desk, agent, password }
}

t.test('who knows the password is signed in, in whatever case the login is written', async (t) => {
  const { signIn, store, agent, password } = await openOffice(t)
  const { token, caller } = await signIn.open('LIN', password)
  t.match(caller, { actor: `agent:${agent.id}`, name: '小林', role: 'agent', agent: { id: agent.id, mustChangePassword: true } })
  t.same(await signIn.verify(token), caller)
  t.notOk(JSON.stringify(await store.agentSessions.find({}).lean()).includes(token), 'the token is not stored')
  t.equal(await signIn.verify('x'.repeat(43)), undefined)
})

t.test('a wrong password, an unknown login and a disabled agent look the same', async (t) => {
  const { signIn, agents, agent, password } = await openOffice(t)
  const error = { code: 'KH_ERR_SIGN_IN_WRONG', statusCode: 401 }
  await t.rejects(signIn.open('lin', `${password}x`), error)
  await t.rejects(signIn.open('nobody', password), error)
  await agents.change(agent.id, { isDisabled: true })
  await t.rejects(signIn.open('lin', password), error)
})

t.test('a login is locked after some attempts in vain, one that does not exist too, and is free again later', async (t) => {
  const { signIn, clock, password } = await openOffice(t)
  for (const login of ['lin', 'nobody']) {
    for (let attempt = 0; attempt < 3; attempt++) await t.rejects(signIn.open(login, 'wrong'), { code: 'KH_ERR_SIGN_IN_WRONG' })
    clock.advance(60_000)
    await t.rejects(signIn.open(login, 'wrong'), { code: 'KH_ERR_SIGN_IN_LOCKED', statusCode: 429, message: /wait 14 minutes/ })
  }
  await t.rejects(signIn.open('lin', password), { code: 'KH_ERR_SIGN_IN_LOCKED' }, 'the right one does not help either')
  clock.advance(15 * 60_000)
  t.ok(await signIn.open('lin', password))
  await signIn.unlock('nobody')
  await t.rejects(signIn.open('nobody', 'wrong'), { code: 'KH_ERR_SIGN_IN_WRONG' })
})

t.test('many attempts at once are no way around the lock', async (t) => {
  const { signIn } = await openOffice(t)
  const codes = await Promise.all(Array.from({ length: 20 }, async (_, index) => await signIn.open('lin', `guess ${index}`).then(() => 'in', (error: { code: string }) => error.code)))
  t.equal(codes.filter((code) => code === 'KH_ERR_SIGN_IN_WRONG').length, 3)
  t.equal(codes.filter((code) => code === 'KH_ERR_SIGN_IN_LOCKED').length, 17)
})

t.test('attempts in vain are forgotten by a right one', async (t) => {
  const { signIn, password } = await openOffice(t)
  for (let round = 0; round < 3; round++) {
    await t.rejects(signIn.open('lin', 'wrong'), { code: 'KH_ERR_SIGN_IN_WRONG' })
    await signIn.open('lin', password)
  }
})

t.test('a session ends when it is closed, everywhere, with its agent, by idling and by age', async (t) => {
  const { signIn, agents, clock, agent, password, openOther } = await openOffice(t)
  const other = (await openOther()).signIn
  const open = async () => (await signIn.open('lin', password)).token
  const [one, two, three] = [await open(), await open(), await open()]
  await signIn.close((await signIn.verify(one))?.agent?.session ?? '')
  t.equal(await signIn.verify(one), undefined)
  t.ok(await signIn.verify(two))
  await signIn.closeAll(agent.id, (await signIn.verify(three))?.agent?.session)
  t.equal(await signIn.verify(two), undefined)
  t.ok(await signIn.verify(three))
  t.ok(await other.verify(three))
  await agents.change(agent.id, { isDisabled: true })
  clock.advance(5000)
  t.equal(await other.verify(three), undefined, 'in another process after five seconds')
  await agents.change(agent.id, { isDisabled: false })

  const four = await open()
  for (let hour = 0; hour < 10; hour++) {
    clock.advance(50 * 60_000)
    t.ok(await signIn.verify(four), 'while it is used')
  }
  clock.advance(61 * 60_000)
  t.equal(await signIn.verify(four), undefined, 'after an idle hour')
  const five = await open()
  for (let passed = 0; passed < 7 * 24 * 60; passed += 50) {
    clock.advance(50 * 60_000)
    await signIn.verify(five)
  }
  t.equal(await signIn.verify(five), undefined, 'after a week')
})

t.test('a new password is checked, and the present one has to be known', async (t) => {
  const { agents, signIn, agent, password } = await openOffice(t)
  await t.rejects(agents.changePassword(agent.id, 'wrong', 'correct horse'), { code: 'KH_ERR_PASSWORD_WRONG', statusCode: 422 })
  for (const weak of ['short', password, 'my login is lin', 'aaaaaaaaaaaa', '短密码短密码短密码']) {
    await t.rejects(agents.changePassword(agent.id, password, weak), { code: 'KH_ERR_PASSWORD_WEAK', statusCode: 422 }, weak)
  }
  await agents.changePassword(agent.id, password, 'correct horse')
  await t.rejects(signIn.open('lin', password), { code: 'KH_ERR_SIGN_IN_WRONG' })
  t.match((await signIn.open('lin', 'correct horse')).caller, { agent: { mustChangePassword: false } })
  const again = await agents.resetPassword(agent.id)
  t.match((await signIn.open('lin', again)).caller, { agent: { mustChangePassword: true } })
})
