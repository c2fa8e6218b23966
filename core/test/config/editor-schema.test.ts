/* eslint-disable no-template-curly-in-string -- this is the syntax of the config, not of JavaScript */
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import t from 'tap'
import { parse } from 'yaml'
import { Secret, Type } from '@kefuhub/contract'
import { createEditorSchema } from '../../src/config/editor-schema.js'

const options = Type.Object({
  appId: Type.String({ pattern: '^wx', description: 'Account' }),
  appSecret: Secret(),
  timeoutMs: Type.Integer({ minimum: 1, default: 5 }),
  mode: Type.Enum(['plain', 'security'], { default: 'security' }),
  homepage: Type.Optional(Type.String({ format: 'uri' })),
  accounts: Type.Record(Type.String(), Type.String({ minLength: 3 }), { default: {} }),
  extra: Type.Object({}, { additionalProperties: Type.Integer(), default: {} }),
  menu: Type.Optional(Type.Union([Type.Null(), Type.Array(Type.Object({ key: Type.String(), on: Type.Boolean({ default: true }) }, { additionalProperties: false }))]))
}, { additionalProperties: false })
const plain = Type.Object({}, { additionalProperties: false })

const schema = createEditorSchema([{ use: '@a/channel', title: 'Channel', options }, { use: '@a/plain', title: 'Plain', options: plain }])
const ajv = new Ajv({ strict: true, allowUnionTypes: true, strictTypes: false })
addFormats.default(ajv)
const check = ajv.compile(schema)

t.test('is a strict JSON schema without the hub\'s own keywords', async (t) => {
  t.equal(schema.$schema, 'http://json-schema.org/draft-07/schema#')
  t.notMatch(JSON.stringify(schema), '"secret":true')
  t.match(JSON.stringify(schema), '"description":"Account"')
})

t.test('allows what the hub allows', async (t) => {
  const configs = [
    '{}',
    'server: { port: 1 }',
    'server: { port: "${env:PORT}", trustProxy: "${env:TRUST:-false}", host: "${env:HOST}" }',
    'log: { level: "${env:LEVEL:-info}" }',
    'secret: ${file:/run/secrets/x}',
    'store: { url: "mongodb://u:${file:/p}@h" }',
    'queue: { url: "${env:REDIS}" }',
    'plugins: [{ id: a, use: "@a/channel", options: { appId: wx1, appSecret: x } }]',
    'plugins: [{ id: a, use: "@a/channel", options: { appId: "${env:ID}", appSecret: "${env:S}", timeoutMs: "${env:T}", mode: "${env:M}", homepage: "${env:H}", accounts: { a: "${env:A}" }, extra: { b: "${env:B}" }, menu: [{ key: k, on: "${env:ON}" }] } }]',
    'plugins: [{ id: a, use: "@a/plain" }, { id: b, use: ./own, options: { anything: 1 } }, { id: c, use: ./own }]'
  ]
  for (const yaml of configs) t.ok(check(parse(yaml)), `${yaml} ${ajv.errorsText(check.errors)}`)
})

t.test('marks what the hub refuses', async (t) => {
  const configs = [
    'prot: 1',
    'server: { port: "80" }',
    'server: { port: "${file:/port}" }',
    'server: { port: "1${env:PORT}" }',
    'log: { level: inof }',
    'log: { level: "$${env:LEVEL}" }',
    'secret: short',
    'plugins: [{ id: A, use: ./x }]',
    'plugins: [{ use: ./x }]',
    'plugins: [{ id: a, use: "@a/channel" }]',
    'plugins: [{ id: a, use: "@a/channel", options: { appId: wx1, appSecret: x, apId: 1 } }]',
    'plugins: [{ id: a, use: "@a/channel", options: { appId: 1x, appSecret: x } }]',
    'plugins: [{ id: a, use: "@a/channel", options: { appId: wx1, appSecret: x, menu: [{ on: true }] } }]',
    'plugins: [{ id: a, use: "@a/plain", options: { x: 1 } }]'
  ]
  for (const yaml of configs) t.notOk(check(parse(yaml)), yaml)
})

t.test('is a schema without any plugin too', async (t) => {
  const bare = new Ajv({ strict: true, strictTypes: false }).compile(createEditorSchema([]))
  t.ok(bare({ plugins: [{ id: 'a', use: './x', options: {} }] }))
})
