import { readFile } from 'node:fs/promises'
import t from 'tap'
import { gatewaySecret, signedHeaders } from '../../src/kingdee/signature.js'

interface Vector {
  id: string
  input: Record<'acctId' | 'userName' | 'appId' | 'appSecret' | 'lcid' | 'orgNum' | 'timestampS' | 'nonce' | 'path', string>
  gatewaySecretFromAppId: string
  headers: Record<string, string>
}

t.test('signs a call as the vendor does', async (t) => {
  const { input, gatewaySecretFromAppId, headers } = JSON.parse(await readFile(new URL('../fixtures/kingdee-k3cloud-headers.json', import.meta.url), 'utf8')) as Vector
  t.equal(gatewaySecret(input.appId.split('_')[1] ?? ''), gatewaySecretFromAppId)
  const signer = { account: input.acctId, user: input.userName, appId: input.appId, appSecret: input.appSecret, locale: Number(input.lcid), organization: input.orgNum }
  t.same(signedHeaders(signer, input.path, input.timestampS, input.nonce), headers)
})

t.test('takes a second part of another length as it is', (t) => {
  t.equal(gatewaySecret('short'), 'short')
  t.end()
})
