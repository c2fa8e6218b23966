import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { request, type IncomingMessage } from 'node:http'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import t from 'tap'
import type { Fetch, PluginHub } from '@kefuhub/contract'
import { Draft } from '../../src/job/draft.js'
import type { S3Options } from '../../src/options.js'
import { S3Target, type UploadSizes } from '../../src/targets/s3.js'
import { S3Simulator, refusal } from '../s3-simulator.js'
import { BASE, NOW_MS, failureOf, folder, readAll, rowsOf, run, start, textOf, toRow, listed, type Test } from '../stand.js'

async function stand (t: Test, given: object = {}): Promise<{ s3: S3Simulator, endpoint: string, options: object }> {
  const s3 = new S3Simulator(NOW_MS)
  const endpoint = await s3.listen()
  t.teardown(() => s3.close())
  const { bucket, accessKeyId, secretAccessKey, region } = s3
  return { s3, endpoint, options: { endpoint, bucket, accessKeyId, secretAccessKey, region, forcePathStyle: true, ...given } }
}

t.test('puts all files into the bucket, the manifest last', async (t) => {
  const { s3, options } = await stand(t, { prefix: 'hub/工单/' })
  const hub = await start(t, { format: ['csv', 'xlsx'], target: { s3: options } })
  const written = await run(hub, rowsOf(20))
  t.same([...s3.objects.keys()], [`${BASE}.csv.gz`, `${BASE}.xlsx`, `${BASE}.manifest.json`].map((name) => `hub/工单/${name}`))
  for (const { name, bytes, sha256 } of written) {
    const { content, headers } = s3.objects.get(`hub/工单/${name}`)!
    t.equal(content.length, bytes)
    t.match(headers, { 'x-amz-meta-sha256': sha256, 'x-amz-checksum-sha256': Buffer.from(sha256, 'hex').toString('base64'), 'content-length': String(bytes) })
    t.notOk('if-none-match' in headers || 'x-amz-server-side-encryption' in headers)
  }
  const before = new Map([...s3.objects].map(([key, { content }]) => [key, content]))
  await run(hub, rowsOf(20))
  for (const [key, { content }] of s3.objects) t.ok(before.get(key)?.equals(content), `${key} is the same again`)
})

t.test('puts an empty file', async (t) => {
  const { s3, options } = await stand(t)
  const hub = await start(t, { format: ['ndjson'], gzip: false, target: { s3: options } })
  await run(hub, rowsOf(0))
  t.equal(s3.objects.get(`${BASE}.ndjson`)?.content.length, 0)
})

t.test('asks for encryption and leaves checksums out as the options say', async (t) => {
  const { s3, options } = await stand(t, { serverSideEncryption: 'AES256', checksum: false })
  await run(await start(t, { target: { s3: options } }), rowsOf(1))
  const { headers } = s3.objects.get(`${BASE}.csv.gz`)!
  t.equal(headers['x-amz-server-side-encryption'], 'AES256')
  t.notOk('x-amz-checksum-sha256' in headers)
})

t.test('puts the bucket into the host name', async (t) => {
  const { s3, endpoint, options } = await stand(t, { endpoint: 'http://storage.test', forcePathStyle: false })
  const asked: string[] = []
  // No name leads to this machine, and fetch sets the header itself.
  const fetchThere: Fetch = async (url, { method = 'GET', headers, body } = {}) => {
    const { host, pathname, search } = new URL(url)
    asked.push(host)
    const sent = request(endpoint + pathname + search, { method, headers: { ...headers as Record<string, string>, host } })
    if (body instanceof ReadableStream) for await (const chunk of body as unknown as AsyncIterable<Buffer>) sent.write(chunk)
    const [answer] = await once(sent.end(), 'response') as [IncomingMessage]
    return new Response(await text(answer), { status: answer.statusCode ?? 0, headers: answer.headers as Record<string, string> })
  }
  await run(await start(t, { target: { s3: options } }, { fetch: fetchThere }), rowsOf(1))
  t.same(new Set(asked), new Set(['tickets.storage.test']))
  t.equal(s3.objects.size, 2)
})

t.test('replaces no file with another one where that is not wanted', async (t) => {
  const { s3, options } = await stand(t, { noOverwrite: true })
  const hub = await start(t, { gzip: false, target: { s3: options } })
  await run(hub, rowsOf(2))
  t.equal(s3.objects.get(`${BASE}.csv`)?.headers['if-none-match'], '*')
  const before = s3.objects.get(`${BASE}.csv`)!.content
  await run(hub, rowsOf(2))
  t.match(await failureOf(run(hub, rowsOf(3))), { verdict: 'rejected', message: /another file of the name .*csv.*noOverwrite/ })
  t.equal(s3.objects.get(`${BASE}.csv`)!.content, before)
  t.match(hub.instance.health!(), { state: 'degraded', reason: /noOverwrite/ })
})

t.test('goes on where an earlier attempt was cut off, though nothing may be replaced', async (t) => {
  const { s3, options } = await stand(t, { noOverwrite: true })
  const hub = await start(t, { target: { s3: options } })
  s3.server.plan.fail('lost-answer', 'write', 1)
  t.match(await failureOf(run(hub, rowsOf(2))), { verdict: 'retry' })
  t.equal(s3.objects.size, 1)
  await run(hub, rowsOf(2))
  t.equal(s3.objects.size, 2)
})

t.test('says what an answer means', async (t) => {
  const soon = new Date(NOW_MS + 90_000).toUTCString()
  const cases: Array<[number, string, { verdict: string, message: RegExp, afterMs?: number }, Record<string, string>?]> = [
    [403, 'AccessDenied', { verdict: 'unauthorized', message: /write to tickets \(AccessDenied\).*right/ }],
    [403, 'InvalidAccessKeyId', { verdict: 'unauthorized', message: /accessKeyId/ }],
    [403, 'SignatureDoesNotMatch', { verdict: 'unauthorized', message: /secretAccessKey/ }],
    [400, 'AuthorizationHeaderMalformed', { verdict: 'unauthorized', message: /region/ }],
    [403, 'RequestTimeTooSkewed', { verdict: 'unauthorized', message: /clock of this machine differs from the storage's by 1200 s .*NTP/ }, { date: new Date(NOW_MS - 1_200_000).toUTCString() }],
    [403, 'SecondLevelDomainForbidden', { verdict: 'rejected', message: /forcePathStyle to false/ }],
    [401, '', { verdict: 'unauthorized', message: /status 401/ }],
    [404, 'NoSuchBucket', { verdict: 'rejected', message: /no bucket tickets/ }],
    [404, 'NoSuchUpload', { verdict: 'retry', message: /not get the file whole/ }],
    [404, '', { verdict: 'rejected', message: /status 404/ }],
    [301, 'PermanentRedirect', { verdict: 'rejected', message: /elsewhere \(PermanentRedirect\).*region/ }, { location: 'http://127.0.0.1:1/' }],
    [307, '', { verdict: 'rejected', message: /elsewhere \(status 307\)/ }],
    [503, 'SlowDown', { verdict: 'retry', message: /busy/, afterMs: 30_000 }, { 'retry-after': '30' }],
    [503, 'SlowDown', { verdict: 'retry', message: /busy/, afterMs: 90_000 }, { 'retry-after': soon }],
    [503, 'SlowDown', { verdict: 'retry', message: /busy/ }, { 'retry-after': 'soon' }],
    [429, '', { verdict: 'retry', message: /busy/ }],
    [409, 'OperationAborted', { verdict: 'retry', message: /busy/ }],
    [400, 'RequestTimeout', { verdict: 'retry', message: /busy/ }],
    [500, 'InternalError', { verdict: 'retry', message: /busy or failed/ }],
    [502, '', { verdict: 'retry', message: /busy or failed/ }],
    [507, '', { verdict: 'retry', message: /storage is full/ }],
    [500, 'XMinioStorageFull', { verdict: 'retry', message: /storage is full/ }],
    [400, 'BadDigest', { verdict: 'retry', message: /whole/ }],
    [501, 'NotImplemented', { verdict: 'rejected', message: /turn off checksum/ }],
    [400, 'InvalidArgument', { verdict: 'rejected', message: /turn off checksum/ }],
    [400, 'EntityTooLarge', { verdict: 'rejected', message: /refused the file \(EntityTooLarge\)/ }],
    [200, 'InternalError', { verdict: 'retry', message: /busy or failed/ }]
  ]
  for (const [status, code, expected, headers = {}] of cases) {
    const { s3, options } = await stand(t)
    s3.intercept = () => code === '' ? { status, headers, body: '<html>' } : refusal(status, code, headers)
    const hub = await start(t, { target: { s3: options } })
    const failure = await failureOf(run(hub, rowsOf(1)))
    t.match(failure, expected, `${status} ${code}`)
    if (expected.afterMs === undefined && expected.verdict === 'retry') t.equal(failure.afterMs, undefined)
    t.equal(s3.objects.size, 0)
    t.equal((await hub.instance.health!()).state, expected.verdict === 'unauthorized' ? 'down' : 'degraded')
  }
})

t.test('takes no page of a proxy for success', async (t) => {
  const { s3, options } = await stand(t)
  s3.server.plan.fail('garbage', 'write', 1)
  t.match(await failureOf(run(await start(t, { target: { s3: options } }), rowsOf(1))), { verdict: 'retry', message: /not do so as S3 does/ })
})

t.test('notices a clock that is wrong', async (t) => {
  const { s3, options } = await stand(t)
  s3.nowMs += 3_600_000
  t.match(await failureOf(run(await start(t, { target: { s3: options } }), rowsOf(1))), { verdict: 'unauthorized', message: /differs from the storage's by -3600 s/ })
})

t.test('comes again where the storage does not answer', async (t) => {
  const { s3, options } = await stand(t, { timeoutMs: 200 })
  const hub = await start(t, { target: { s3: options } })
  s3.server.plan.fail('slow', 'write', 1)
  t.match(await failureOf(run(hub, rowsOf(1))), { verdict: 'retry', message: /within 200 ms; .*timeoutMs/ })
  s3.server.plan.fail('reset', 'write', 1)
  t.match(await failureOf(run(hub, rowsOf(1))), { verdict: 'retry', message: /broke the connection/ })
  await s3.close()
  t.match(await failureOf(run(hub, rowsOf(1))), { verdict: 'retry', message: /cannot be reached \(ECONNREFUSED\)/ })
})

t.test('stops when it is told to', async (t) => {
  const { s3, options } = await stand(t)
  const hub = await start(t, { target: { s3: options } })
  const abort = new AbortController()
  s3.intercept = () => {
    abort.abort(new Error('stop it'))
    return undefined
  }
  t.match(await failureOf(run(hub, rowsOf(1), {}, abort.signal)), { message: 'stop it' })
  t.match(hub.instance.health!(), { state: 'ok' })
})

const SIZES: UploadSizes = { singleMaxBytes: 1000, partBytes: 400 }

async function putLarge (options: object, signal = new AbortController().signal, fetchIt: Fetch = async (url, { timeoutMs, ...init } = {}) => await fetch(url, init)): Promise<{ content: Buffer, warnings: object[] }> {
  const warnings: object[] = []
  const hub = { fetch: fetchIt, clock: { now: () => NOW_MS }, log: { warn: (fields: object) => warnings.push(fields) } } as unknown as PluginHub
  const filled = { prefix: '', timeoutMs: 5000, noOverwrite: false, checksum: true, ...options } as S3Options
  const target = new S3Target(hub, filled, SIZES)
  const draft = await Draft.open('large.csv', target)
  const content = Buffer.from(Array.from({ length: 1450 }, (_, index) => index % 251))
  draft.sink.end(content)
  await once(draft.sink, 'finish')
  try {
    await target.publish([draft], signal)
  } catch (error) {
    throw Object.assign(error as Error, { warnings })
  } finally {
    await draft.dispose()
  }
  return { content, warnings }
}

t.test('puts a long file in parts', async (t) => {
  for (const checksum of [true, false]) {
    const { s3, options } = await stand(t, { checksum, serverSideEncryption: 'aws:kms' })
    s3.minPartBytes = 400
    const { content } = await putLarge(options)
    t.ok(s3.objects.get('large.csv')?.content.equals(content))
    t.equal(s3.objects.get('large.csv')?.headers['x-amz-server-side-encryption'], 'aws:kms')
    t.equal(s3.objects.get('large.csv')?.headers['x-amz-checksum-algorithm'], checksum ? 'SHA256' : undefined)
    t.same(s3.calls.map(({ method, bytes }) => method === 'PUT' ? bytes : method), ['POST', 400, 400, 400, 250, 'POST'])
    t.equal(s3.uploads.size, 0)
  }
})

t.test('leaves no parts behind', async (t) => {
  for (const [name, intercept, expected] of [
    ['a part is refused', ({ method, url }: { method: string, url: URL }) => method === 'PUT' && url.searchParams.get('partNumber') === '2' ? refusal(503, 'SlowDown') : undefined, { verdict: 'retry' }],
    ['putting together fails after 200', ({ method, url }: { method: string, url: URL }) => method === 'POST' && url.searchParams.has('uploadId') ? { ...refusal(200, 'InternalError') } : undefined, { verdict: 'retry' }],
    ['putting together is answered by somebody else', ({ method, url }: { method: string, url: URL }) => method === 'POST' && url.searchParams.has('uploadId') ? { status: 200, body: 'ok' } : undefined, { verdict: 'retry' }]
  ] as const) {
    const { s3, options } = await stand(t)
    s3.minPartBytes = 400
    s3.intercept = intercept
    t.match(await failureOf(putLarge(options)), expected, name)
    t.equal(s3.uploads.size, 0, name)
    t.equal(s3.objects.size, 0, name)
  }
})

t.test('leaves no parts behind when it is stopped', async (t) => {
  const { s3, options } = await stand(t)
  const abort = new AbortController()
  s3.intercept = ({ url }) => {
    if (url.searchParams.get('partNumber') === '3') abort.abort(new Error('stop it'))
    return undefined
  }
  t.match(await failureOf(putLarge(options, abort.signal)), { message: 'stop it' })
  t.equal(s3.uploads.size, 0)
})

t.test('warns of parts that could not be removed', async (t) => {
  const { s3, options } = await stand(t)
  s3.intercept = ({ method }) => method === 'DELETE' || method === 'PUT' ? refusal(403, 'AccessDenied') : undefined
  const failure = await failureOf(putLarge(options)) as Error & { warnings: object[] }
  t.match(failure, { verdict: 'unauthorized' })
  t.match(failure.warnings, [{ key: 'large.csv' }])
})

t.test('does not go on where an upload has no id', async (t) => {
  const { s3, options } = await stand(t)
  s3.intercept = () => ({ status: 200, body: '<html>' })
  t.match(await failureOf(putLarge(options)), { verdict: 'retry', message: /as S3 does/ })
})

t.test('replaces no long file where that is not wanted', async (t) => {
  const { s3, options } = await stand(t, { noOverwrite: true })
  s3.minPartBytes = 400
  await putLarge(options)
  await putLarge(options)
  s3.objects.set('large.csv', { content: Buffer.from('else'), headers: {} })
  t.match(await failureOf(putLarge(options)), { verdict: 'rejected', message: /noOverwrite/ })
  t.equal(s3.uploads.size, 0)
})

t.test('reads no more of an answer than can matter', async (t) => {
  const { s3, options } = await stand(t)
  s3.intercept = () => ({ status: 503, body: 'x'.repeat(300_000) })
  t.match(await failureOf(run(await start(t, { target: { s3: options } }), rowsOf(1))), { verdict: 'retry' })
})

t.test('puts files into another maker\'s server', async (t) => {
  const S3rver = createRequire(import.meta.url)('s3rver') as new (options: object) => { run (): Promise<{ port: number }>, close (): Promise<void> }
  const directory = await folder(t)
  await mkdir(directory, { recursive: true })
  const server = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory, configureBuckets: [{ name: 'tickets' }] })
  const { port } = await server.run()
  t.teardown(() => server.close())
  const s3 = { endpoint: `http://127.0.0.1:${port}`, bucket: 'tickets', accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER-secret', forcePathStyle: true, prefix: 'out' }
  const written = await run(await start(t, { gzip: false, target: { s3 } }, { nowMs: Date.now() }), listed(toRow(1)))
  const stored = await readAll(join(directory, 'tickets', 'out'))
  const content = new Map([...stored].filter(([name]) => name.endsWith('_object')).map(([name, content]) => [name.replace(/\._S3rver_object$/, ''), content]))
  t.same([...content.keys()].sort(), written.map(({ name }) => name).sort())
  t.match(textOf(content, `${BASE}.csv`), /JACKET-1/)
  t.match(await failureOf(run(await start(t, { target: { s3: { ...s3, bucket: 'nowhere' } } }, { nowMs: Date.now() }), rowsOf(1))), { verdict: 'rejected', message: /no bucket nowhere/ })
  t.match(await failureOf(run(await start(t, { target: { s3: { ...s3, accessKeyId: 'other' } } }, { nowMs: Date.now() }), rowsOf(1))), { verdict: 'unauthorized' })
})
