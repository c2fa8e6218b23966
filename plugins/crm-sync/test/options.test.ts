import { secretPaths } from '@kefuhub/contract'
import { checkOptions, createFakeHub, type OptionsError } from '@kefuhub/contract/testing'
import t from 'tap'
import plugin, { Options, errors } from '../src/index.js'
import { shown } from './readme.js'

const check = (options: object): Options => checkOptions('crm-sync', Options, options) as Options

function pathsOf (options: object): string[] {
  try {
    check(options)
    return []
  } catch (error) {
    return (error as OptionsError).problems.map(({ path }) => path)
  }
}

t.test('takes exactly one system', async (t) => {
  t.same(pathsOf({}), [''])
  t.same(pathsOf({ hubspot: shown.hubspot, odoo: shown.odoo }), [''])
  t.ok(pathsOf({ zoho: {} }).includes('/zoho'))
})

t.test('names what is wrong, and nothing of the other systems', async (t) => {
  t.same(pathsOf({ hubspot: { token: '', apiVersion: 'v4', rate: { calls: 0 }, portalId: 'x', extra: 1 } }).sort(), ['/hubspot/apiVersion', '/hubspot/extra', '/hubspot/portalId', '/hubspot/rate/calls', '/hubspot/token'])
  t.same(pathsOf({ rest: { ...shown.rest, get: { method: 'GET' }, changes: { method: 'GET', path: '/' } } }), ['/rest/get/path', '/rest/changes/paging'])
  t.ok(pathsOf({ odoo: { ...shown.odoo, api: 'json-rpc' } }).includes('/odoo/database'), 'what depends on another option')
})

t.test('fills in the defaults of the system', async (t) => {
  t.match(check({ hubspot: { token: 'x' } }), {
    hubspot: { apiVersion: '2026-09', externalIdProperty: 'kefuhub_id', rate: { calls: 100, perMs: 10_000 }, searchRate: { calls: 4, perMs: 1000 }, pageSize: 200, apiUrl: 'https://api.hubapi.com' }
  })
  t.match(check({ rest: structuredClone(shown.rest) }), { rest: { connection: { timeoutMs: 30_000, maxConcurrent: 4 }, find: { byPhone: { eachSpelling: true } }, changes: { overlapMs: 120_000 }, fields: [{}, { type: 'text' }], maxBatch: 20 } })
})

t.test('keeps its secrets secret', async (t) => {
  t.same(secretPaths(Options).map((path) => path.join('.')).filter((path) => /^(hubspot|rest)/.test(path)), [
    'hubspot.token', 'rest.connection.auth.basic.password', 'rest.connection.auth.bearer.token', 'rest.connection.auth.header.value', 'rest.connection.auth.query.value', 'rest.connection.auth.oauth2.clientSecret'
  ])
})

t.test('connects to every system without calling it', async (t) => {
  for (const [system, options] of Object.entries(shown)) {
    const hub = await createFakeHub(plugin, { [system]: options }, { fetch: () => { throw new Error('nothing may be called') } })
    t.teardown(() => hub.close())
    t.ok(hub.instance.maxBatch > 0, system)
    t.same(await hub.instance.health?.(), { state: 'ok' })
  }
})

t.test('gives every error its own code', async (t) => {
  for (const [code, Failure] of Object.entries(errors)) {
    const error = new (Failure as new (...parts: unknown[]) => Error & { code: string })('a')
    t.equal(error.code, code)
    t.match(code, /^CRM_SYNC_ERR_[A-Z_]+$/)
  }
})
