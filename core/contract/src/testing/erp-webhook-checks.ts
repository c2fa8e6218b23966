import assert from 'node:assert/strict'
import type { LightMyRequestResponse } from 'fastify'
import type { ErpDefinition } from '../erp.js'
import type { Bench } from './bench.js'
import type { ChannelRequest } from './channel-sample.js'
import type { Check } from './check.js'
import { needed, type ErpRun } from './erp-calls.js'
import { addTicket, assertNews, tickets } from './erp-news-checks.js'
import type { ErpSample, WebhookSample, WebhookSite } from './erp-sample.js'
import { HOSTILE_TEXT } from './hostile.js'
import { defineSystemCheck } from './system-check.js'

interface Hook { run: ErpRun, ticketId: string, webhook: WebhookSample, site: WebhookSite }

const define = (name: string, look: (hook: Hook) => Promise<void>, appliesTo: (webhook: WebhookSample) => boolean = () => true): Check<ErpDefinition, ErpSample> =>
  defineSystemCheck<ErpDefinition, ErpSample>(name, async (bench) => { await look(await prepare(bench)) }, ({ webhook }) => webhook !== null && appliesTo(webhook))

/** What an ERP plugin makes of the other system's calls. */
export const erpWebhookChecks: ReadonlyArray<Check<ErpDefinition, ErpSample>> = [
  define('it names the address that the system calls', async (hook) => {
    await tickets(hook.run).move(hook.ticketId, 'solved')
    const { hub } = hook.run
    const called = new URL((await next(hook)).url, hub.baseUrl).href
    const endpoints = hub.instance.endpoints ?? []
    assert.ok(endpoints.some(({ url }) => url === called), `${called} is not among its endpoints: ${JSON.stringify(endpoints)}`)
    for (const { label } of endpoints) assert.ok(label.zh !== '' && label.en !== '', 'an endpoint has a label in both languages')
  }),

  define('a call of the system is news', async (hook) => {
    await tickets(hook.run).move(hook.ticketId, 'solved')
    assertTaken(await deliver(hook.run, await next(hook)), 'the call')
    const [news, ...others] = hook.run.hub.ticketNews
    assert.deepEqual(others, [])
    assert.ok(news !== undefined, 'it is no news')
    assertNews(news)
    assert.deepEqual([news.externalId, news.state], [hook.ticketId, 'solved'])
  }),

  define('a call that is repeated is one piece of news, and another call another', async (hook) => {
    await tickets(hook.run).move(hook.ticketId, 'in-progress')
    const request = await next(hook)
    for (const round of [1, 2, 3]) assertTaken(await deliver(hook.run, request), `round ${round}`)
    assert.equal(hook.run.hub.ticketNews.length, 1, 'news of one move')
    await tickets(hook.run).move(hook.ticketId, 'solved')
    assertTaken(await deliver(hook.run, await next(hook)), 'the next move')
    assert.equal(hook.run.hub.ticketNews.length, 2, 'news of two moves')
  }),

  define('what somebody writes there is news by a call', async (hook) => {
    await tickets(hook.run).comment(hook.ticketId, HOSTILE_TEXT)
    assertTaken(await deliver(hook.run, await next(hook)), 'the call')
    const texts = hook.run.hub.ticketNews.map(({ comment }) => comment?.text.replaceAll('\r\n', '\n') ?? '')
    assert.ok(texts.some((text) => text.includes(HOSTILE_TEXT)), `the news are ${JSON.stringify(hook.run.hub.ticketNews)}`)
  }),

  define('a call with a status that the plugin does not know is no end', async (hook) => {
    await tickets(hook.run).move(hook.ticketId, 'unheard-of')
    assertTaken(await deliver(hook.run, await next(hook)), 'the call')
    assert.deepEqual(hook.run.hub.ticketNews.map(({ state }) => state), ['in-progress'])
  }),

  define('a call without a valid proof is refused', async (hook) => {
    await tickets(hook.run).move(hook.ticketId, 'solved')
    const { forgeries } = hook.webhook
    assert.ok(forgeries.length > 0, 'the sample has no forgery')
    for (const { name, forge } of forgeries) assertRefused(hook.run, await deliver(hook.run, forge(await next(hook))), name)
  }),

  define('an old call is refused', async (hook) => {
    await tickets(hook.run).move(hook.ticketId, 'solved')
    const request = await next(hook)
    hook.run.hub.clock.advance(hook.webhook.staleAfterMs ?? 0)
    assertRefused(hook.run, await deliver(hook.run, request), 'an old call')
  }, ({ staleAfterMs }) => staleAfterMs !== null),

  define('a malformed call is refused', async (hook) => {
    await tickets(hook.run).move(hook.ticketId, 'solved')
    const { body = Buffer.alloc(0) } = await next(hook)
    const spoilt = [
      { name: 'empty', payload: Buffer.alloc(0) },
      { name: 'cut in the middle', payload: body.subarray(0, body.length >> 1) },
      { name: 'binary', payload: Buffer.from(Array.from({ length: 256 }, (_, index) => 255 - index)) },
      ...hook.webhook.malformed
    ]
    for (const { name, payload } of spoilt) assertRefused(hook.run, await deliver(hook.run, hook.webhook.seal(payload, hook.site)), name)
  }),

  define('a call that is too long is refused with 413', async (hook) => {
    const request = hook.webhook.seal(Buffer.alloc(hook.webhook.maxBodyBytes + 1, ' '), hook.site)
    const response = await deliver(hook.run, request)
    assertRefused(hook.run, response, 'a long body')
    assert.equal(response.statusCode, 413)
  }),

  define('other methods are refused', async (hook) => {
    await tickets(hook.run).move(hook.ticketId, 'solved')
    const request = await next(hook)
    for (const method of (['GET', 'PUT', 'DELETE', 'PATCH'] as const).filter((method) => method !== request.method)) {
      const { body: _body, ...bare } = request
      assertRefused(hook.run, await hook.run.hub.inject({ ...bare, headers: request.headers ?? {}, method }), method)
    }
  })
]

async function prepare (bench: Bench<ErpDefinition, ErpSample>): Promise<Hook> {
  const run = await bench.open()
  const { webhook } = bench.sample
  assert.ok(webhook !== null)
  const { hub } = run
  const site = { baseUrl: hub.baseUrl, options: hub.options, nowMs: hub.clock.now() }
  return { run, ticketId: await addTicket(run, bench.sample, 1), webhook, site }
}

/** The request with which the system tells what it did last. */
async function next ({ run, ticketId, site }: Hook): Promise<ChannelRequest> {
  return await needed(run.stand.webhook, 'a webhook').request(ticketId, site)
}

async function deliver ({ hub }: ErpRun, { method, url, headers = {}, body }: ChannelRequest): Promise<LightMyRequestResponse> {
  return await hub.inject({ method, url, headers, ...(body && { payload: body }) })
}

function assertTaken ({ statusCode, body }: LightMyRequestResponse, what: string): void {
  assert.ok(statusCode >= 200 && statusCode < 300, `${what}: answered ${statusCode} ${body.slice(0, 200)}`)
}

function assertRefused ({ hub }: ErpRun, { statusCode, body }: LightMyRequestResponse, what: string): void {
  assert.ok(statusCode >= 400 && statusCode < 500, `${what}: answered ${statusCode} ${body.slice(0, 200)}`)
  assert.deepEqual(hub.ticketNews, [], `${what}: it is news`)
}
