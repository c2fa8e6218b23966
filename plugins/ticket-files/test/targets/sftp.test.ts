import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import ssh2 from 'ssh2'
import t from 'tap'
import { SftpServer, newKey, type Call, type SftpServerOptions } from '../sftp-server.js'
import { BASE, failureOf, folder, listed, readAll, rowsOf, run, start, textOf, toRow, type Test } from '../stand.js'

async function stand (t: Test, server: SftpServerOptions = {}, given: object = {}): Promise<{ sftp: SftpServer, options: object }> {
  const sftp = new SftpServer(server)
  const port = await sftp.listen()
  t.teardown(() => sftp.close())
  return { sftp, options: { host: '127.0.0.1', port, user: 'hub', password: 'sftp-password', hostKey: sftp.fingerprint, path: 'out/tickets', timeoutMs: 5000, ...given } }
}

t.test('brings all files over, makes the folder and leaves no parts', async (t) => {
  const { sftp, options } = await stand(t)
  const hub = await start(t, { format: ['csv', 'ndjson', 'xlsx'], target: { sftp: options } })
  const written = await run(hub, rowsOf(50))
  t.same([...sftp.files.keys()].sort(), written.map(({ name }) => `/srv/out/tickets/${name}`).sort())
  for (const { name, bytes } of written) t.equal(sftp.files.get(`/srv/out/tickets/${name}`)?.length, bytes)
  t.ok(sftp.calls.lastIndexOf('write') < sftp.calls.indexOf('extended'), 'no file has its name before all are there')
  const before = new Map(sftp.files)
  t.same(await run(hub, rowsOf(50)), written)
  for (const [path, content] of sftp.files) t.ok(before.get(path)?.equals(content), `${path} is the same again`)
  t.match(hub.instance.health!(), { state: 'ok', reason: /wrote 4 files/ })
})

t.test('brings a long file over whole', async (t) => {
  const { sftp, options } = await stand(t)
  const [file] = await run(await start(t, { gzip: false, target: { sftp: options } }), rowsOf(3000))
  const content = sftp.files.get(`/srv/out/tickets/${file!.name}`)!
  t.ok(content.length > 500_000)
  t.match(content.toString(), /JACKET-3000/)
})

t.test('logs in with a key', async (t) => {
  const { sftp, options } = await stand(t, { takesKeys: true }, { password: undefined, privateKey: newKey() })
  await run(await start(t, { target: { sftp: options } }), rowsOf(1))
  t.equal(sftp.files.size, 2)
})

t.test('deletes the old file first where the server cannot replace it', async (t) => {
  const { sftp, options } = await stand(t, { hasPosixRename: false }, { rename: 'delete-then-rename' })
  const hub = await start(t, { target: { sftp: options } })
  await run(hub, rowsOf(1))
  await run(hub, rowsOf(2))
  t.equal(sftp.files.size, 2)
  t.notOk(sftp.calls.includes('extended'))
})

t.test('says which option helps where the server cannot replace files', async (t) => {
  const { sftp, options } = await stand(t, { hasPosixRename: false })
  t.match(await failureOf(run(await start(t, { target: { sftp: options } }), rowsOf(1))), { verdict: 'rejected', message: /set it to delete-then-rename/ })
  t.same([...sftp.files.keys()], [], 'no part is left')
})

t.test('talks to no server but the one whose key is pinned', async (t) => {
  const { sftp, options } = await stand(t, {}, { hostKey: `SHA256:${'A'.repeat(43)}` })
  const hub = await start(t, { target: { sftp: options } })
  const failure = await failureOf(run(hub, rowsOf(1)))
  t.match(failure, { verdict: 'unauthorized', message: /hostKey/ })
  t.ok(failure.message.includes(sftp.fingerprint), 'the key that was shown is told')
  t.same(sftp.calls, [])
  t.match(hub.instance.health!(), { state: 'down', reason: /host key/ })
})

t.test('says what is wrong with the log-in', async (t) => {
  const cases: Array<[string, SftpServerOptions, object, object]> = [
    ['another password', {}, { password: 'not-the-password' }, { verdict: 'unauthorized', message: /refused the log-in of hub/ }],
    ['another user', {}, { user: 'nobody' }, { verdict: 'unauthorized', message: /refused the log-in of nobody/ }],
    ['a key that it does not know', {}, { password: undefined, privateKey: newKey() }, { verdict: 'unauthorized', message: /refused/ }],
    ['a key that is none', {}, { password: undefined, privateKey: 'no key at all' }, { verdict: 'unauthorized', message: /privateKey cannot be read/ }],
    ['a key with a passphrase', {}, { password: undefined, privateKey: ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256, cipher: 'aes256-cbc', passphrase: 'x', rounds: 1 }).private }, { verdict: 'unauthorized', message: /passphrase/ }],
    ['no SFTP', { hasNoSftp: true }, {}, { verdict: 'unauthorized', message: /does not let hub use SFTP/ }]
  ]
  for (const [name, server, given, expected] of cases) {
    const { sftp, options } = await stand(t, server, given)
    const failure = await failureOf(run(await start(t, { target: { sftp: options } }), rowsOf(1)))
    t.match(failure, expected, name)
    t.notMatch(failure.message, /not-the-password|no key at all/)
    await sftp.close()
  }
})

t.test('comes again where nobody listens, nobody answers or somebody else does', async (t) => {
  const { sftp, options } = await stand(t, {}, { timeoutMs: 300 })
  await sftp.close()
  t.match(await failureOf(run(await start(t, { target: { sftp: options } }), rowsOf(1))), { verdict: 'retry', message: /cannot be reached .*ECONNREFUSED/ })
  for (const [greeting, message] of [['', /did not get on for 300 ms|handshake/], ['HTTP/1.1 400 Bad Request\r\n\r\n', /./]] as const) {
    const server = createServer((socket) => {
      socket.on('error', () => {})
      if (greeting !== '') socket.end(greeting)
      t.teardown(() => socket.destroy())
    }).listen(0, '127.0.0.1')
    t.teardown(() => server.close())
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as AddressInfo
    t.match(await failureOf(run(await start(t, { target: { sftp: { ...options, port } } }), rowsOf(1))), { verdict: 'retry', message })
  }
})

t.test('says what a refusal means and leaves no parts', async (t) => {
  const cases: Array<[Call, number, object]> = [
    ['mkdir', 3, { verdict: 'unauthorized', message: /does not let the hub write to out\/tickets/ }],
    ['open', 3, { verdict: 'unauthorized', message: /right to make/ }],
    ['open', 2, { verdict: 'rejected', message: /no folder out\/tickets/ }],
    ['write', 4, { verdict: 'retry', message: /often its disk is full/ }],
    ['write', 14, { verdict: 'retry', message: /disk is full.*free space/ }],
    ['write', 15, { verdict: 'retry', message: /disk is full.*quota/ }],
    ['extended', 8, { verdict: 'rejected', message: /delete-then-rename/ }],
    ['extended', 3, { verdict: 'unauthorized' }],
    ['extended', 99, { verdict: 'retry', message: /connection to the SFTP server 127\.0\.0\.1 broke/ }]
  ]
  for (const [call, status, expected] of cases) {
    const { sftp, options } = await stand(t)
    sftp.refusals.set(call, { status, message: 'no' })
    t.match(await failureOf(run(await start(t, { target: { sftp: options } }), rowsOf(1))), expected, `${call} ${status}`)
    t.same([...sftp.files.keys()].filter((path) => call !== 'extended' || !path.includes('.part')), [], `${call} ${status} leaves nothing`)
  }
})

t.test('notices a file that did not arrive whole', async (t) => {
  const { sftp, options } = await stand(t)
  sftp.maxBytes = 100
  t.match(await failureOf(run(await start(t, { target: { sftp: options } }), rowsOf(10))), { verdict: 'retry', message: /has 100 of the \d+ bytes/ })
  t.equal(sftp.files.size, 0)
})

t.test('wants a folder where the folder should be', async (t) => {
  const { sftp, options } = await stand(t, {}, { path: '/srv/file' })
  sftp.files.set('/srv/file', Buffer.from('x'))
  t.match(await failureOf(run(await start(t, { target: { sftp: options } }), rowsOf(1))), { verdict: 'rejected', message: /is a file/ })
})

t.test('gives up a server that stops answering, and its connection', async (t) => {
  for (const call of ['stat', 'write', 'extended', 'close'] as const) {
    const { sftp, options } = await stand(t, {}, { timeoutMs: 300 })
    sftp.silent.add(call)
    const hub = await start(t, { target: { sftp: options } })
    t.match(await failureOf(run(hub, rowsOf(1))), { verdict: 'retry', message: /did not get on for 300 ms/ }, call)
    await hub.close()
  }
})

t.test('comes again where the connection breaks', async (t) => {
  for (const call of ['stat', 'open', 'write', 'extended'] as const) {
    const { sftp, options } = await stand(t)
    sftp.breaks.add(call)
    t.match(await failureOf(run(await start(t, { target: { sftp: options } }), rowsOf(1))), { verdict: 'retry', message: /broke/ }, call)
  }
})

t.test('stops when it is told to', async (t) => {
  for (const call of ['stat', 'write', 'extended'] as const) {
    const { sftp, options } = await stand(t)
    const abort = new AbortController()
    sftp.silent.add(call)
    sftp.onCall = (name) => { if (name === call) abort.abort(new Error('stop it')) }
    const hub = await start(t, { target: { sftp: options } })
    t.match(await failureOf(run(hub, rowsOf(1), {}, abort.signal)), { message: 'stop it' }, call)
    t.match(hub.instance.health!(), { state: 'ok' })
  }
  const { options } = await stand(t)
  t.match(await failureOf(run(await start(t, { target: { sftp: options } }), rowsOf(1), {}, AbortSignal.abort(new Error('stop it')))), { message: 'stop it' })
})

t.test('works with OpenSSH', async (t) => {
  const program = process.env['KEFUHUB_TEST_SFTP_SERVER']
  if (!program) throw new Error('KEFUHUB_TEST_SFTP_SERVER is not set. Run this file with: npm test -- PATH, which finds the program for it.')
  const path = `${await folder(t)}/a/b`
  const { sftp, options } = await stand(t, { program }, { path })
  for (const rename of ['posix', 'delete-then-rename']) {
    const hub = await start(t, { gzip: false, target: { sftp: { ...options, rename } } })
    const written = await run(hub, listed(toRow(1)))
    await run(hub, listed(toRow(1)))
    const files = await readAll(path)
    t.same([...files.keys()], written.map(({ name }) => name).sort())
    t.match(textOf(files, `${BASE}.csv`), /JACKET-1/)
  }
  await sftp.close()
})
