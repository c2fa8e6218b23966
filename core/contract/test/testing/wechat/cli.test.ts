import { EventEmitter } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PassThrough } from 'node:stream'
import t from 'tap'
import { main } from '../../../src/testing/wechat/cli.js'

/** Runs the command with streams that a test holds. */
function run (...args: string[]) {
  const stdin = new PassThrough()
  const signals = new EventEmitter()
  let written = ''
  const listeners = new Set<() => void>()
  const sink = () => new PassThrough().on('data', (chunk) => {
    written += String(chunk)
    for (const listener of [...listeners]) listener()
  })
  const ended = main(args, { stdin, stdout: sink(), stderr: sink(), signals })
  const waitFor = (pattern: RegExp) => new Promise<RegExpExecArray>((resolve) => {
    const look = () => {
      const match = pattern.exec(written)
      if (match === null) return
      listeners.delete(look)
      resolve(match)
    }
    listeners.add(look)
    look()
  })
  return { stdin, signals, ended, waitFor, written: () => written }
}

t.test('lines are messages of a customer, and what reaches the customer is printed', async (t) => {
  const seen: string[] = []
  const hub = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://hub.test')
    let body = ''
    request.on('data', (chunk) => { body += String(chunk) })
    request.on('end', () => {
      if (request.method === 'POST') seen.push(/<Content><!\[CDATA\[(.*?)\]\]>/.exec(body)?.[1] ?? body)
      response.end(request.method === 'GET' ? searchParams.get('echostr') : 'success')
    })
  })
  await new Promise<void>((resolve) => { hub.listen(0, '127.0.0.1', resolve) })
  t.teardown(() => { hub.close() })
  const command = run('--mode', 'plain', '--callback', `http://127.0.0.1:${(hub.address() as AddressInfo).port}/callback`)
  const [, url = ''] = await command.waitFor(/^ready (\S+)$/m)
  await command.waitFor(/^the server address was verified$/m)
  command.stdin.write('你好\n\n')
  await command.waitFor(/^-> 你好$/m)
  t.same(seen, ['你好'])

  const token = await (await fetch(`${url}/cgi-bin/token?grant_type=client_credential&appid=wx0123456789abcdef&secret=simulator`)).json() as { access_token: string }
  const send = async (message: object) => await fetch(`${url}/cgi-bin/message/custom/send?access_token=${token.access_token}`, { method: 'POST', body: JSON.stringify({ touser: 'oSimulator00000000000000001', ...message }) })
  await send({ msgtype: 'text', text: { content: '您好' } })
  await command.waitFor(/^<- 您好$/m)
  command.stdin.end()
  t.equal(await command.ended, 0)
})

t.test('a hub that does not know the token, and none at all, are told of', async (t) => {
  const hub = createServer((_request, response) => { response.writeHead(403).end('refused') })
  await new Promise<void>((resolve) => { hub.listen(0, '127.0.0.1', resolve) })
  t.teardown(() => { hub.close() })
  const refused = run('--callback', `http://127.0.0.1:${(hub.address() as AddressInfo).port}/callback`)
  await refused.waitFor(/did not answer as WeChat wants/)
  refused.signals.emit('SIGTERM')
  t.equal(await refused.ended, 0)

  const alone = run()
  await alone.waitFor(/^ready/m)
  alone.stdin.write('hello\n')
  await alone.waitFor(/^-> hello {3}\(.*callback/im)
  alone.stdin.end()
  t.equal(await alone.ended, 0)
})

t.test('wrong arguments are told with the help, and the help alone is no failure', async (t) => {
  for (const args of [['--mode', 'open'], ['--port', 'x'], ['--port', '70000'], ['--token', '!'], ['--nothing'], ['extra']]) {
    const command = run(...args)
    t.equal(await command.ended, 2, args.join(' '))
    await command.waitFor(/^Options$/m)
    t.notMatch(command.written(), /\n {4}at /, 'no stack')
  }
  const help = run('--help')
  t.equal(await help.ended, 0)
  await help.waitFor(/simulator of the WeChat/)
})
