import { isDeliveryError } from '@kefuhub/contract'
import { FakeClock } from '@kefuhub/contract/testing'
import type { RestRequest, RestResponse } from '@kefuhub/contract/rest'
import t from 'tap'
import { Verdicts } from '../../src/hubspot/verdict.js'
import { NOW_MS, OPTIONS, TOKEN, openStand } from './stand.js'
import { failsAs } from '../fails-as.js'

const REQUEST: RestRequest = { method: 'POST', path: '/crm/objects/2026-09/contacts' }

function answer (status: number, body: object = {}, headers: Record<string, string> = {}): RestResponse {
  return { status, headers: new Headers(headers), body, text: JSON.stringify(body) }
}

function open (timeZone = 'UTC'): { judge: Verdicts['judge'], clock: FakeClock } {
  const clock = new FakeClock(NOW_MS)
  return { judge: new Verdicts(clock, { token: TOKEN, timeZone }).judge, clock }
}

t.test('turns refusals into what the hub must do', async (t) => {
  const cases: Array<[string, RestResponse, string | undefined, RegExp?, number?]> = [
    ['a success', answer(201), undefined],
    ['a field', answer(400, { message: 'Property values were not valid', errors: [{ message: 'Email address bob@mail.example is invalid', context: { propertyName: ['email'] } }, { message: 'no', in: 'city' }] }), 'rejected', /not valid; Email address \[e-mail\] is invalid \(email\); no \(city\)/],
    ['a conflict', answer(409, { message: 'Contact already exists. Existing ID: 1001' }), 'rejected', /already exists/],
    ['a token', answer(401, { message: `${TOKEN} is not good` }), 'unauthorized', /make a new service key .*••• is not good/],
    ['a scope', answer(403, { category: 'MISSING_SCOPES' }), 'unauthorized', /lacks a scope .*it does not say why/],
    ['a lock', answer(423), 'retry', /locked/, 2000],
    ['a long lock', answer(423, {}, { 'retry-after': '9' }), 'retry', /locked/, 9000],
    ['a limit with a wait', answer(429, { policyName: 'SECONDLY' }, { 'retry-after': '3' }), 'retry', /too often \(SECONDLY\)/, 3000],
    ['searches', answer(429, { policyName: 'SECONDLY' }), 'retry', /too often/, 1000],
    ['calls', answer(429, { policyName: 'TEN_SECONDLY_ROLLING' }), 'retry', /too often/, 10_000],
    ['a limit without a name', answer(429), 'retry', /too often/, 10_000],
    ['the day', answer(429, { policyName: 'DAILY' }), 'retry', /used up/, 16 * 3_600_000],
    ['a migration', answer(477, {}, { 'retry-after': '60' }), 'retry', /moving/, 60_000],
    ['a migration without an end', answer(477), 'retry', /moving/],
    ['a fault', answer(500), undefined],
    ['what is not there', answer(404), undefined]
  ]
  for (const [name, response, verdict, message, afterMs] of cases) {
    const error = open().judge(response, REQUEST)
    t.equal(error?.verdict, verdict, name)
    if (message !== undefined) t.match(error?.message, message, name)
    t.equal((error as { afterMs?: number } | undefined)?.afterMs, afterMs ?? (verdict === 'unauthorized' ? 60_000 : undefined), `${name}: wait`)
  }
})

t.test('waits longer after every refusal, and not after a success', async (t) => {
  const { judge } = open()
  const waits = (): unknown => (judge(answer(429, { policyName: 'TEN_SECONDLY_ROLLING' }), REQUEST) as { afterMs?: number }).afterMs
  t.same([waits(), waits(), waits()], [10_000, 20_000, 30_000])
  for (let more = 0; more < 9; more++) waits()
  t.equal(waits(), 60_000)
  judge(answer(200), REQUEST)
  t.equal(waits(), 10_000)
})

t.test("knows when the account's day ends", async (t) => {
  const { judge, clock } = open('Asia/Shanghai')
  const wait = (): unknown => (judge(answer(429, { policyName: 'DAILY' }), REQUEST) as { afterMs?: number }).afterMs
  t.equal(wait(), 8 * 3_600_000, 'at 16:00 there')
  clock.set(Date.UTC(2026, 10, 2, 15, 59, 59, 250))
  t.equal(wait(), 750)
  clock.set(Date.UTC(2026, 10, 2, 16))
  t.equal(wait(), 24 * 3_600_000)
})

t.test('leaves to the caller what it asks to see', async (t) => {
  t.equal(open().judge(answer(409), { ...REQUEST, accept: [409] }), undefined)
  t.equal(open().judge(answer(404), { ...REQUEST, accept404: true }), undefined)
})

t.test('says at the start that a time zone is none', async (t) => {
  await failsAs(t, openStand(t, { options: { timeZone: 'Mars/Olympus' } }), { code: 'CRM_SYNC_ERR_TIME_ZONE', message: /Mars/ })
})

t.test('meets the limits of an account', async (t) => {
  const { crm, advance } = await openStand(t, { limits: { tenSecondly: 3, secondly: 1, daily: 6 } })
  const read = () => crm.getContacts(['1'])
  for (let call = 0; call < 3; call++) await read()
  await failsAs(t, read(), { verdict: 'retry', afterMs: 10_000 })
  t.match(await crm.health?.(), { state: 'degraded', reason: /too often/ })
  advance(10_000)
  await crm.findContacts({ phone: '+8613800000000' })
  await failsAs(t, crm.findContacts({ phone: '+8613800000000' }), { verdict: 'retry', afterMs: 1000 })
  await read()
  t.match(await crm.health?.(), { state: 'ok' })
  await read()
  await failsAs(t, read(), { verdict: 'retry', afterMs: 16 * 3_600_000 - 10_000 })
})

t.test('says which scope is missing, and that the token is wrong', async (t) => {
  const { crm } = await openStand(t, { missingScopes: ['write'] })
  await failsAs(t, crm.upsertContacts([{ externalId: 'h1', name: 'A', fields: {} }]), { verdict: 'unauthorized', message: /scope/ })
  const wrong = await openStand(t, { options: { ...OPTIONS, token: 'pat-na1-another' } })
  await failsAs(t, wrong.crm.describeFields?.() ?? Promise.resolve(), { verdict: 'unauthorized', message: /service key/ })
  t.match(await wrong.crm.health?.(), { state: 'down', reason: /service key/ })
})

t.test('is told by its shape', async (t) => t.ok(isDeliveryError(open().judge(answer(401), REQUEST))))
