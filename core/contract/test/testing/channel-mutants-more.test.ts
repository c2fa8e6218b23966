import { readFileSync } from 'node:fs'
import t from 'tap'
import { channelChecks } from '@kefuhub/contract/testing'
import { fileChecks } from '../../src/testing/file-checks.js'
import { orderChecks } from '../../src/testing/order-checks.js'
import { proofChecks } from '../../src/testing/proof-checks.js'
import { slowChecks } from '../../src/testing/slow-checks.js'
import { textChecks } from '../../src/testing/text-checks.js'
import { windowChecks } from '../../src/testing/window-checks.js'
import { echoSample } from '../fixtures/channel-echo-sample.js'
import { findFlaws, type Mutant } from './mutants.js'

const source = readFileSync(new URL('../fixtures/channel-echo.ts', import.meta.url), 'utf8')

const checks = [...proofChecks, ...orderChecks, ...textChecks, ...fileChecks, ...windowChecks, ...slowChecks]

const mutants: Mutant[] = [
  {
    flaw: 'believes a request with nothing but its body',
    replace: 'const time = String(',
    by: "if (request.headers['x-echo-time'] === undefined) { await hub.receive(toMessage(parse(body))); return 'ok' }\n    const time = String(",
    checks: ['a request with nothing but its body is refused']
  },
  {
    flaw: 'takes any method',
    replace: "hub.app.post('/callback', async",
    by: "hub.app.delete('/callback', async () => 'ok')\n  hub.app.post('/callback', async",
    checks: ['a request with another method is refused']
  },
  {
    flaw: 'does not count what it refuses',
    replace: "hub.refused('signature')",
    by: '',
    checks: ['a refused request is counted, by a short reason']
  },
  {
    flaw: 'counts what it refuses under what somebody wrote',
    replace: "hub.refused('signature')",
    by: 'hub.refused(String(proof) + Math.random())',
    checks: ['a refused request is counted, by a short reason']
  },
  {
    flaw: 'keeps a message back until the next one',
    replace: 'else await hub.receive(toMessage(callback))',
    by: "else if (callback.text?.startsWith('number 3')) setTimeout(() => hub.receive(toMessage(callback)), 20)\n    else await hub.receive(toMessage(callback))",
    checks: ['messages arrive in the order in which they come', 'messages that come at once arrive once each']
  },
  {
    flaw: 'drops what comes while another message is on its way',
    replace: 'else await hub.receive(toMessage(callback))',
    by: "else if (hub.app.isTaking && callback.text !== 'hello') return 'ok'\n    else { hub.app.isTaking = true; try { await hub.receive(toMessage(callback)) } finally { hub.app.isTaking = false } }",
    checks: ['messages that come at once arrive once each']
  },
  {
    flaw: 'acknowledges a repeat of what is not durable yet',
    replace: 'else await hub.receive(toMessage(callback))',
    by: "else if (hub.app.seen?.has(callback.id)) return 'ok'\n    else {\n      hub.app.seen = (hub.app.seen ?? new Set()).add(callback.id)\n      await hub.receive(toMessage(callback)).catch((error) => { hub.app.seen.delete(callback.id); throw error })\n    }",
    checks: ['a repeat is not acknowledged before the message is durable']
  },
  {
    flaw: 'cuts what is long',
    replace: "text: callback.text ?? ''",
    by: "text: (callback.text ?? '').slice(0, 500)",
    checks: ['a text as long as the capabilities state arrives whole']
  },
  {
    flaw: 'refuses what it states to take',
    replace: "if (content.type === 'text') return",
    by: "if (content.type === 'text' && content.text.length > 1000) throw new Rejected('The text is too long')\n  if (content.type === 'text') return",
    checks: ['a text as long as the capabilities state is sent whole']
  },
  {
    flaw: 'escapes what is no HTML',
    replace: "return { type: 'text', text: content.text }",
    by: "return { type: 'text', text: content.text.replace(/[_*`]/g, '') }",
    checks: ['unicode and markup survive when they are sent']
  },
  {
    flaw: 'logs what people write',
    replace: 'const callback = parse(body)',
    by: "hub.log.debug({ body: body.toString() }, 'asked')\n    const callback = parse(body)",
    checks: ['what people write stands in no log line']
  },
  {
    flaw: 'gives a file up that it could not fetch',
    replace: "new Retryable('The platform did not give the file', { cause })",
    by: "new Rejected('The platform did not give the file', { cause })",
    checks: ['a file that cannot be fetched now is tried again', 'a file that breaks off is tried again']
  },
  {
    flaw: 'takes half a file for a whole one',
    replace: 'for await (const chunk of body) {',
    by: 'for await (const chunk of (async function * () { try { yield * body } catch {} })()) {',
    checks: ['a file that breaks off is tried again']
  },
  {
    flaw: 'waits for a file though nobody wants it any more',
    replace: 'encodeURIComponent(remote)}`, { signal })',
    by: 'encodeURIComponent(remote)}`)',
    checks: ['fetching a file stops when its signal is aborted']
  },
  {
    flaw: 'has a trigger that nobody knows',
    replace: "{ trigger: 'message' }),",
    by: "{ trigger: callback.type === 'image' ? 'picture' : 'message' }),",
    checks: ['what opens a window is a trigger of the capabilities']
  },
  {
    flaw: 'does not say what opens the window again',
    replace: "'The customer wrote too long ago', ['message']",
    by: "'The customer wrote too long ago', ['order']",
    checks: ['a closed window names what opens it again']
  },
  {
    flaw: 'does not say what is wrong',
    replace: "throw new RecipientGone('The customer left')",
    by: "throw new RecipientGone('')",
    checks: ['a failure says what is wrong']
  },
  {
    flaw: 'sends one message at a time',
    replace: 'send: (message, { signal }) => send(hub, api, message, signal),',
    by: 'send (message, { signal }) { const sending = (this.last ?? Promise.resolve()).then(() => send(hub, api, message, signal)); this.last = sending.catch(() => {}); return sending },',
    checks: ['a send that hangs holds up no other']
  },
  {
    flaw: 'asks the platform before it takes a message',
    replace: 'else await hub.receive(toMessage(callback))',
    by: "else { await hub.fetch(options.apiBase + '/users', { signal: hub.signal }); await hub.receive(toMessage(callback)) }",
    checks: ['a platform that hangs holds up nothing that arrives']
  },
  {
    flaw: 'does not try again where it once failed',
    replace: 'await hub.fetch(apiBase + path,',
    by: 'await ((...given) => hub.app.gone ? Promise.reject(hub.app.gone) : hub.fetch(...given).catch((error) => { hub.app.gone = error; throw error }))(apiBase + path,',
    checks: ['a platform that was out of reach is used again']
  },
  {
    flaw: 'is well without credentials',
    replace: "health = answer.error === 'token' ? { state: 'down', reason: 'The platform refuses every token: check `secret`' } : { state: 'ok' }",
    by: "health = { state: 'ok' }",
    checks: ['health says that the credentials are not good, and when they are again']
  },
  {
    flaw: 'fetches a token for each message',
    replace: "const token = await hub.tokens.get('token', fetchToken)",
    by: 'const token = (await fetchToken()).value',
    checks: ['sends at once share what they need besides']
  },
  {
    flaw: 'closes without a word to who is being answered',
    replace: 'else await hub.receive(toMessage(callback))',
    by: "else await Promise.race([hub.receive(toMessage(callback)), new Promise((_resolve, reject) => hub.signal.addEventListener('abort', () => reject(new ECHO_ERR_REFUSED())))])",
    checks: ['it closes while a message arrives, and answers it']
  },
  {
    flaw: 'does not hand on the signal',
    replace: 'headers, signal, timeoutMs',
    by: 'headers, timeoutMs',
    checks: ['it closes while a send hangs, and lets go of it']
  }
]

t.test('a channel with a platform is asked at least forty things', async (t) => {
  t.ok(channelChecks.length >= 40, `${channelChecks.length}`)
  t.equal(new Set(channelChecks.map(({ name }) => name)).size, channelChecks.length, 'each by a name of its own')
})

t.test('every flaw fails the checks for it and no others', { jobs: 4 }, async (t) => {
  await findFlaws(t, source, mutants, checks, echoSample)
})
