import assert from 'node:assert/strict'
import { createCipheriv } from 'node:crypto'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import type { Test } from 'tap'
import { decodeKey } from '../src/callback/envelope.js'
import { sign } from '../src/callback/signature.js'
import { ACCOUNT, NOW_MS, OPENID, OPTIONS, openHub, type WeChatHub } from './stand.js'
import { vectors } from './vectors.js'

const BATCHES = 4
const RUNS_A_BATCH = 2500
const MAX_GROWTH_BYTES = 8 * 1024 * 1024
const STATUSES = new Set([200, 400, 403, 413, 415])

type Edit = [kind: 'insert' | 'delete' | 'double' | 'value', where: number, what: string | number]

/** What a callback is made of before and after it is signed. */
interface Mutated {
  /** The message before it is encrypted. */
  body: Buffer
  /** Edits of the envelope around an encrypted message. */
  outer: Edit[]
  /** How the request proves itself; only `right` may be taken. */
  proof: 'right' | 'wrong' | 'stale' | 'missing' | 'repeated'
  contentType: string
}

const documents = vectors.wechat.xml.accept.map(({ xml }) => xml)
const token = fc.constantFrom(
  '<!DOCTYPE xml [<!ENTITY a "b">]>', '<![CDATA[', ']]>', '&a;', '&#0;', '&#x1F600;', '&amp;', '<a>', '</a>', '<a/>', '</xml>', '<xml>', '<!--', '-->', '<?x ?>', '\u0000', '\ufffe', '😀',
  '<FromUserName>x</FromUserName>', '<MsgType>event</MsgType>', '<Event>subscribe</Event>', '<__proto__><a>1</a></__proto__>', '<constructor>1</constructor>', '<b><b><b><b><b><b><b><b>', ' x="1"', '<a b="', '\r\n'
)
const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.constant('insert' as const), fc.nat(), fc.oneof(token, fc.string({ unit: 'binary', maxLength: 20 }))) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('delete' as const), fc.nat(), fc.nat(60)) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('double' as const), fc.nat(), fc.nat(200)) },
  { weight: 9, arbitrary: fc.tuple(fc.constant('value' as const), fc.nat(), fc.oneof(fc.string(), fc.double().map(String), fc.string({ unit: 'grapheme' }), fc.constantFrom('9'.repeat(300), 'x'.repeat(70_000), '', '-1', 'NaN'))) }
)

function apply (xml: string, [kind, where, what]: Edit): string {
  const at = where % (xml.length + 1)
  switch (kind) {
    case 'insert': return xml.slice(0, at) + String(what) + xml.slice(at)
    case 'delete': return xml.slice(0, at) + xml.slice(at + Number(what))
    case 'double': return xml.slice(0, at) + xml.slice(at, at + Number(what)).repeat(2) + xml.slice(at + Number(what))
    default: {
      const values = [...xml.matchAll(/(?<=<(\w+)>(?:<!\[CDATA\[)?)[^<>[\]]*(?=(?:\]\]>)?<\/\1>)/g)]
      const value = values[where % Math.max(values.length, 1)]
      return value === undefined ? xml : xml.slice(0, value.index) + String(what).replace(/[<&]|\]\]>/g, '') + xml.slice(value.index + value[0].length)
    }
  }
}

const mutated: fc.Arbitrary<Mutated> = fc.record({
  xml: fc.constantFrom(...documents),
  edits: fc.array(edit, { maxLength: 3 }),
  outer: fc.oneof({ weight: 4, arbitrary: fc.constant<Edit[]>([]) }, { weight: 1, arbitrary: fc.array(edit, { minLength: 1, maxLength: 2 }) }),
  flip: fc.option(fc.tuple(fc.nat(), fc.nat(255)), { freq: 6 }),
  proof: fc.oneof({ weight: 7, arbitrary: fc.constant('right' as const) }, { weight: 3, arbitrary: fc.constantFrom('wrong' as const, 'stale' as const, 'missing' as const, 'repeated' as const) }),
  contentType: fc.oneof({ weight: 20, arbitrary: fc.constant('text/xml') }, { weight: 1, arbitrary: fc.constantFrom('application/xml; charset=utf-8', 'application/json', 'text/plain', 'multipart/form-data', 'xml', '') })
}).map(({ xml, edits, flip, ...rest }) => {
  const body = Buffer.from(edits.reduce(apply, xml))
  if (flip !== null && body.length > 0) body[flip[0] % body.length] = flip[1]
  return { body, ...rest }
})

let nonces = 0

function toRequest ({ body, outer, proof, contentType }: Mutated, mode: 'plain' | 'security', path: string) {
  const timestamp = String(NOW_MS / 1000 - (proof === 'stale' ? 301 : 0))
  const nonce = String(++nonces)
  const ciphertext = mode === 'security' ? seal(body) : undefined
  const query = new URLSearchParams({ timestamp, nonce, openid: OPENID })
  const signature = proof === 'wrong' ? '0'.repeat(40) : sign(OPTIONS.token, timestamp, nonce, ...(ciphertext === undefined ? [] : [ciphertext]))
  if (proof !== 'missing') query.append(ciphertext === undefined ? 'signature' : 'msg_signature', signature)
  if (proof === 'repeated') query.append('nonce', nonce)
  if (ciphertext !== undefined) query.append('encrypt_type', 'aes')
  return {
    method: 'POST' as const,
    url: `${path}?${query.toString()}`,
    headers: contentType === '' ? {} : { 'content-type': contentType },
    payload: ciphertext === undefined ? body : Buffer.from(outer.reduce(apply, `<xml><ToUserName>${ACCOUNT.ghId}</ToUserName><Encrypt>${ciphertext}</Encrypt></xml>`))
  }
}

function seal (message: Buffer): string {
  const key = decodeKey(ACCOUNT.encodingAESKey)
  const length = Buffer.alloc(20)
  length.writeUInt32BE(message.length, 16)
  const plain = Buffer.concat([length, message, Buffer.from(ACCOUNT.appId)])
  const pad = 32 - plain.length % 32
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([cipher.update(Buffer.concat([plain, Buffer.alloc(pad, pad)])), cipher.final()]).toString('base64')
}

/** Sends 10,000 mutated callbacks in batches: no 5xx, no crash, nothing taken without proof, and no memory kept. */
export async function mutateCallbacks (t: Test, mode: 'plain' | 'security'): Promise<void> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const heaps: number[] = []
  const seen = new Map<number, number>()
  for (let batch = 0; batch < BATCHES; batch++) {
    const hub = await openHub({ teardown () {} }, { mode })
    await runBatch(hub, mode, seen)
    await hub.close()
    collect()
    heaps.push(process.memoryUsage().heapUsed)
  }
  t.equal([...seen.values()].reduce((sum, count) => sum + count, 0), BATCHES * RUNS_A_BATCH)
  for (const status of [200, 400, 403, 415]) t.ok((seen.get(status) ?? 0) > 50, `${seen.get(status) ?? 0} were answered ${status}`)
  const growth = (heaps.at(-1) ?? 0) - (heaps[0] ?? 0)
  t.ok(growth < MAX_GROWTH_BYTES, `the heap grew by ${growth} bytes from the first batch to the last`)
}

async function runBatch (hub: WeChatHub, mode: 'plain' | 'security', seen: Map<number, number>): Promise<void> {
  const path = new URL(hub.instance.endpoints?.[0]?.url ?? '').pathname
  await fc.assert(fc.asyncProperty(mutated, async (mutation) => {
    const before = hub.received.length + hub.duplicates.length
    const { statusCode, body } = await hub.inject(toRequest(mutation, mode, path))
    seen.set(statusCode, (seen.get(statusCode) ?? 0) + 1)
    assert.ok(STATUSES.has(statusCode), `answered ${statusCode} ${body}`)
    assert.equal(body, statusCode === 200 ? 'success' : 'refused')
    if (mutation.proof !== 'right') assert.notEqual(statusCode, 200, 'a callback without proof was taken')
    assert.equal(hub.received.length + hub.duplicates.length - before, statusCode === 200 ? 1 : 0, 'received')
  }), { numRuns: RUNS_A_BATCH, endOnFailure: true })
}
