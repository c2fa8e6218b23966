import { generateKeyPairSync } from 'node:crypto'
import { secretPaths } from '@kefuhub/contract'
import { checkOptions, createFakeHub } from '@kefuhub/contract/testing'
import t from 'tap'
import { Options } from '../../src/salesforce/index.js'
import plugin from '../../src/index.js'
import { authOf, keyPair } from './stand.js'

const least = { loginUrl: 'https://example.my.salesforce.com', auth: authOf('clientCredentials') }

t.test('defaults are filled in', async (t) => {
  t.same(checkOptions('salesforce', Options, least), {
    ...least,
    apiVersion: '68.0',
    externalIdField: 'Hub_Id__c',
    phoneFields: ['MobilePhone', 'Phone'],
    countryCode: '86',
    nameRule: 'split',
    unnamed: '未命名客户',
    taskStatus: 'Completed',
    allowDuplicates: false,
    sessionMs: 7_200_000,
    pageSize: 500,
    overlapMs: 300_000,
    timeoutMs: 30_000,
    maxConcurrent: 4
  })
  t.match(checkOptions('salesforce', Options, { ...least, auth: authOf('jwt') }), { auth: { jwt: { audience: 'https://login.salesforce.com' } } })
})

t.test('a mistake is named by its path', async (t) => {
  const cases: Array<[object, string]> = [
    [{ ...least, auth: {} }, '/auth'], [{ ...least, auth: { ...authOf('jwt'), ...authOf('clientCredentials') } }, '/auth'], [{ ...least, auth: { jwt: { clientId: 'x', username: 'y' } } }, '/auth/jwt/privateKey'],
    [{ ...least, externalIdField: "x' OR" }, '/externalIdField'], [{ ...least, fields: ['Id FROM User'] }, '/fields/0'], [{ ...least, phoneFields: [] }, '/phoneFields'], [{ ...least, apiVersion: '68' }, '/apiVersion'],
    [{ ...least, nameRule: 'first' }, '/nameRule'], [{ ...least, password: 'x' }, '/password']
  ]
  for (const [options, path] of cases) {
    try {
      checkOptions('salesforce', Options, options)
      t.fail(`${path} was taken`)
    } catch (error) {
      t.ok((error as { problems: Array<{ path: string }> }).problems.some((problem) => problem.path === path), path)
    }
  }
})

t.test('the secrets are known as such', async (t) => {
  t.same(secretPaths(Options), [['auth', 'clientCredentials', 'clientSecret'], ['auth', 'jwt', 'privateKey']])
})

t.test('a key that cannot sign stops the start', async (t) => {
  const pem = (type: 'ec' | 'rsa'): string => {
    const { privateKey } = type === 'ec' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('rsa', { modulusLength: 1024 })
    return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  }
  for (const privateKey of ['no key', pem('ec'), pem('rsa')]) {
    await t.rejects(createFakeHub(plugin, { salesforce: { ...least, auth: { jwt: { clientId: 'x', username: 'y', privateKey } } } }), { code: 'CRM_SYNC_ERR_PRIVATE_KEY' })
  }
  const hub = await createFakeHub(plugin, { salesforce: { ...least, auth: { jwt: { clientId: 'x', username: 'y', privateKey: keyPair().pem.replaceAll('\n', '\\n') } } } })
  await hub.close()
})
