import t from 'tap'
import { within } from '../../src/store/deadline.js'

t.test('what is in time is passed on, be it a value or an error', async (t) => {
  t.equal(await within(60_000, Promise.resolve('value')), 'value')
  await t.rejects(within(60_000, Promise.reject(new Error('broken'))), { message: 'broken' })
})

t.test('what is late is given up, with the time in the message', async (t) => {
  await t.rejects(within(10, new Promise(() => {})), { code: 'KH_ERR_STORE_UNREACHABLE', statusCode: 503, message: /within 10 ms/ })
})

t.test('an error that comes too late disturbs nobody', async (t) => {
  let fail: ((error: Error) => void) | undefined
  await t.rejects(within(1, new Promise((_resolve, reject) => { fail = reject })))
  fail?.(new Error('too late'))
  await new Promise((resolve) => setImmediate(resolve))
  t.ok(fail, 'an unhandled rejection would have failed this file')
})

t.test('no timer is left behind', async (t) => {
  const before = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  await within(60_000, Promise.resolve())
  t.equal(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length, before)
})
