import t from 'tap'
import { errors } from '../src/errors.js'
import { failureOf, start } from './stand.js'

t.test('gives every error its own code', async (t) => {
  for (const [code, Failure] of Object.entries(errors)) {
    t.equal(new (Failure as new (...parts: unknown[]) => Error & { code: string })('a').code, code)
    t.match(code, /^TICKET_FILES_ERR_[A-Z_]+$/)
  }
})

t.test('does not start with a time zone that is none', async (t) => {
  t.match(await failureOf(start(t, { timeZone: 'Mars/Base', target: { folder: { path: '/tmp' } } })), { code: 'TICKET_FILES_ERR_TIME_ZONE', message: /Mars\/Base/ })
})
