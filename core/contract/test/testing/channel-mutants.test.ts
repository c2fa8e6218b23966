import { readFileSync } from 'node:fs'
import t from 'tap'
import { callbackChecks } from '../../src/testing/callback-checks.js'
import { conductChecks } from '../../src/testing/conduct-checks.js'
import { definitionChecks } from '../../src/testing/definition-checks.js'
import { inboundChecks } from '../../src/testing/inbound-checks.js'
import { outboundChecks } from '../../src/testing/outbound-checks.js'
import { platformSecretCheck } from '../../src/testing/secret-checks.js'
import { echoSample } from '../fixtures/channel-echo-sample.js'
import { findFlaws, type Mutant } from './mutants.js'

const source = readFileSync(new URL('../fixtures/channel-echo.ts', import.meta.url), 'utf8')

// The other half is in channel-mutants-more.test.ts: each half takes its time.
const checks = [...definitionChecks, ...callbackChecks, ...inboundChecks, ...outboundChecks, ...conductChecks, platformSecretCheck]

const mutants: Mutant[] = [
  {
    flaw: 'is made for another contract',
    replace: "contract: '^1'",
    by: "contract: '^2'",
    checks: ['the definition is complete']
  },
  {
    flaw: 'does not mark its secret',
    replace: "secret: Secret({ minLength: 16, description: 'Signs callbacks and opens the API' })",
    by: "secret: Type.String({ minLength: 16, description: 'Signs callbacks and opens the API' })",
    checks: ['the definition is complete']
  },
  {
    flaw: 'has a reply window of no length',
    replace: 'durationMs: 48 * HOUR_MS',
    by: 'durationMs: 0',
    checks: ['the capabilities are coherent']
  },
  {
    flaw: 'states the same trigger twice',
    replace: 'replyWindows: [',
    by: "replyWindows: [{ trigger: 'message', sends: 1, durationMs: 1, reopens: { zh: '一', en: 'one' } }, ",
    checks: ['the capabilities are coherent']
  },
  {
    flaw: 'cannot fetch the files that arrive',
    replace: 'fetchMedia: (remote, context) => fetchMedia(hub, options, remote, context),',
    by: '',
    checks: ['the capabilities are coherent', 'a file is fetched whole, and never beyond its bound']
  },
  {
    flaw: 'states a type that never arrives',
    replace: 'event: {}, unsupported: {} }',
    by: 'event: {}, location: {}, unsupported: {} }',
    checks: ['the sample covers what the capabilities state']
  },
  {
    flaw: 'takes any account name',
    replace: "account: Type.String({ minLength: 1, pattern: '^[a-z]+$', ",
    by: "account: Type.String({ default: '', ",
    checks: ['bad options are refused with their path']
  },
  {
    flaw: 'takes options that it does not know',
    replace: '}, { additionalProperties: false })\ntype Options',
    by: "}, { additionalProperties: false, patternProperties: { '-': {} } })\ntype Options",
    checks: ['an unknown option is refused']
  },
  {
    flaw: 'has a default that it refuses',
    replace: "default: 'https://echo.test'",
    by: "default: 'nowhere'",
    checks: ['an option that has a default may be left out', 'two instances keep apart']
  },
  {
    flaw: 'answers the handshake wrongly',
    replace: "request.query.challenge ?? ''",
    by: "'pong'",
    checks: ['other requests of the platform get the answer that it expects']
  },
  {
    flaw: 'takes its own time for that of the message',
    replace: 'sentAt: new Date(callback.at)',
    by: 'sentAt: new Date()',
    checks: ['every inbound sample arrives as expected']
  },
  {
    flaw: 'forgets the trigger',
    replace: "...(callback.type !== 'leave' && { trigger: 'message' }),",
    by: '',
    checks: ['every inbound sample arrives as expected']
  },
  {
    flaw: 'says nothing of a customer who left',
    replace: "if (callback.type === 'leave') await hub.profileChanged(callback.from, { reachable: false })",
    by: '',
    checks: ['every inbound sample arrives as expected']
  },
  {
    flaw: 'answers before the message is durable',
    replace: 'else await hub.receive(toMessage(callback))',
    by: 'else await Promise.race([hub.receive(toMessage(callback)), new Promise((resolve) => setImmediate(() => setImmediate(resolve)))])',
    checks: ['an answer comes only after the message is durable']
  },
  {
    flaw: 'makes up a new event key for each request',
    // eslint-disable-next-line no-template-curly-in-string
    replace: 'eventKey: `${callback.from}:${callback.id}`',
    by: 'eventKey: `$' + '{callback.from}:$' + '{callback.id}$' + "{callback.text === 'hello' ? Math.random() : ''}`",
    checks: ['a repeated request changes nothing']
  },
  {
    flaw: 'refuses a repeat',
    replace: 'const callback = parse(body)',
    by: 'if (hub.app.seen?.has(String(proof))) throw new ECHO_ERR_REFUSED()\n    hub.app.seen = (hub.app.seen ?? new Set()).add(String(proof))\n    const callback = parse(body)',
    checks: ['a repeated request changes nothing', 'what a busy store did not take may come again']
  },
  {
    flaw: 'leaves the customer out of the event key',
    // eslint-disable-next-line no-template-curly-in-string
    replace: 'eventKey: `${callback.from}:${callback.id}`',
    by: "eventKey: callback.text === 'hello' ? callback.id : `ann:$" + '{callback.id}`',
    checks: ['messages of different customers with the same text are different']
  },
  {
    flaw: 'does not look at the proof',
    replace: 'if (proof.length !== expected.length || !timingSafeEqual(proof, expected)) {',
    by: 'if (expected.length === 0) {',
    checks: ['a request without a valid proof is refused', 'two instances keep apart']
  },
  {
    flaw: 'believes a proof that is missing',
    replace: 'if (proof.length !== expected.length || ',
    by: "if (request.headers['x-echo-proof'] !== undefined && ",
    checks: ['a request without a valid proof is refused']
  },
  {
    flaw: 'does not look at the age',
    replace: 'Math.abs(hub.clock.now() - Number(time)) > MAX_AGE_MS',
    by: 'Number.isNaN(Number(time))',
    checks: ['an old request is refused']
  },
  {
    flaw: 'repairs invalid UTF-8',
    replace: "new TextDecoder('utf-8', { fatal: true })",
    by: "new TextDecoder('utf-8')",
    checks: ['a malformed body is refused']
  },
  {
    flaw: 'answers a broken body with 500',
    replace: "createError('ECHO_ERR_MALFORMED', 'The callback is no message', 400)",
    by: "createError('ECHO_ERR_MALFORMED', 'The callback is no message', 500)",
    checks: ['a malformed body is refused']
  },
  {
    flaw: 'takes bodies of any length',
    replace: 'bodyLimit: MAX_BODY_BYTES',
    by: 'bodyLimit: 1024 * MAX_BODY_BYTES',
    checks: ['a body that is too long is refused with 413']
  },
  {
    flaw: 'keeps ASCII only',
    replace: "text: callback.text ?? ''",
    by: "text: (callback.text ?? '').replace(/[^\\x00-\\x7f]/g, '?')",
    checks: ['unicode survives']
  },
  {
    flaw: 'trims text',
    replace: "text: callback.text ?? ''",
    by: "text: (callback.text ?? '').replace(/\\s+/g, ' ')",
    checks: ['unicode survives']
  },
  {
    flaw: 'throws at a type that it does not know',
    replace: "return { type: 'unsupported', platformType: callback.type }",
    by: 'throw new ECHO_ERR_MALFORMED()',
    checks: ['a type that nobody knows arrives as unsupported']
  },
  {
    flaw: 'acknowledges what the store did not take',
    replace: 'else await hub.receive(toMessage(callback))',
    by: 'else await hub.receive(toMessage(callback)).catch(() => {})',
    checks: ['what a busy store did not take may come again']
  },
  {
    flaw: 'sends to the wrong customer',
    replace: 'to: recipient, ...await',
    by: "to: 'somebody', ...await",
    checks: ['every outbound sample becomes the expected calls']
  },
  {
    flaw: 'loses the id of what it sent',
    replace: '...(answer.id !== undefined && { externalId: answer.id })',
    by: '',
    checks: ['every outbound sample becomes the expected calls']
  },
  {
    flaw: 'sends what it cannot send as something else',
    replace: "if (content.type !== 'image') throw new Rejected(`Echo cannot send '$" + "{content.type}'`)",
    by: "if (content.type !== 'image') return { type: 'text', text: '?' }",
    checks: ['a type that cannot be sent is rejected without a call']
  },
  {
    flaw: 'forgets how long to wait',
    replace: ', { ...(answer.waitMs !== undefined && { afterMs: answer.waitMs }) }',
    by: '',
    checks: ["the platform's failures become the right verdicts"]
  },
  {
    flaw: 'tries again where the customer left',
    replace: "throw new RecipientGone('The customer left')",
    by: "throw new Retryable('The customer left')",
    checks: ["the platform's failures become the right verdicts"]
  },
  {
    flaw: 'gives up when a token is over',
    replace: "if (answer.error === 'token') {",
    by: "if (answer.error === 'never') {",
    checks: ["the platform's failures become the right verdicts"]
  },
  {
    flaw: 'calls a refused connection uncertain',
    replace: "code === 'ECONNREFUSED' || ",
    by: '',
    checks: ['a connection that was never made is tried again']
  },
  {
    flaw: 'sends again when the answer got lost',
    replace: "throw isUnconnected(cause) ? new Retryable('The platform is out of reach', { cause }) : new Uncertain('The platform did not answer', { cause })",
    by: "throw cause instanceof SyntaxError ? new Uncertain('The platform did not answer', { cause }) : new Retryable('The platform is out of reach', { cause })",
    checks: ['an answer that got lost leaves the message uncertain']
  },
  {
    flaw: 'waits for a minute',
    replace: 'timeoutMs: 8000',
    by: 'timeoutMs: 60_000',
    checks: ['no call waits longer than 10 s']
  },
  {
    flaw: 'does not hand on the signal',
    replace: 'headers, signal, timeoutMs',
    by: 'headers, timeoutMs',
    checks: ['a send stops when its signal is aborted']
  },
  {
    flaw: 'waits for the platform in its setup',
    replace: 'setup (hub, options) {',
    by: 'async setup (hub, options) {\n    await hub.fetch(options.apiBase)',
    checks: ['it starts and tells its health while nobody outside answers']
  },
  {
    flaw: 'asks the platform for its health',
    replace: 'health: () => api.health(),',
    by: "health: async () => { await hub.fetch(options.apiBase).catch(() => {}); return { state: 'ok' } },",
    checks: ['it starts and tells its health while nobody outside answers']
  },
  {
    flaw: 'keeps the options of the first instance for all',
    replace: 'addCallback(hub, options)\n',
    by: 'addCallback(hub, globalThis.echoOptions ??= options)\n',
    checks: ['two instances keep apart']
  },
  {
    flaw: 'reads a file whatever its length',
    replace: 'if (bytes > maxBytes) throw',
    by: 'if (bytes < 0) throw',
    checks: ['a file is fetched whole, and never beyond its bound']
  },
  {
    flaw: 'looks at the length when it has read all',
    replace: 'if (bytes > maxBytes) throw new Rejected(`The file is longer than $' + '{maxBytes} bytes`)\n    chunks.push(chunk)\n  }',
    by: '    chunks.push(chunk)\n  }\n  if (bytes > maxBytes) throw new Rejected(`The file is longer than $' + '{maxBytes} bytes`)',
    checks: ['a file is fetched whole, and never beyond its bound']
  },
  {
    flaw: 'logs its token',
    replace: "hub.log.debug({ error: answer.error }, 'sent')",
    by: "hub.log.debug({ error: answer.error, token }, 'sent')",
    checks: ['secrets stay secret']
  },
  {
    flaw: 'shows its secret in an error',
    replace: "throw new Unauthorized('The platform gives no token: check `account` and `secret`')",
    by: 'throw new Unauthorized(`The platform gives no token for $' + '{secret}`)',
    checks: ['secrets stay secret']
  },
  {
    flaw: 'leaves a timer',
    replace: 'close () {}',
    by: 'health2: setInterval(() => {}, 60_000).unref(), close () {}',
    checks: ['it closes, a second time too, and leaves no timer']
  },
  {
    flaw: 'cannot close twice',
    replace: 'close () {}',
    by: "closed: false, close () { if (this.closed) throw new Error('closed already'); this.closed = true }",
    checks: ['it closes, a second time too, and leaves no timer']
  }
]

t.test('every flaw fails the checks for it and no others', { jobs: 4 }, async (t) => {
  await findFlaws(t, source, mutants, checks, echoSample)
})
