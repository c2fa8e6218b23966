import t from 'tap'
import type { RestRequest, RestResponse } from '@kefuhub/contract/rest'
import { SessionOver, judge, toItemError } from '../../src/salesforce/verdict.js'

const NOW_MS = Date.UTC(2026, 10, 25, 9)
const WRITE: RestRequest = { method: 'PATCH', path: '/composite/sobjects', body: { allOrNone: false, records: [{ attributes: { type: 'Contact' }, LastName: 'Zhao Liuying', Email: 'no address' }] } }
const QUERY: RestRequest = { method: 'GET', path: '/query/', query: { q: "SELECT Id FROM Contact WHERE Email = 'zhao@mail.example'" } }

function answer (status: number, errorCode: string, message = 'it says so', more: object = {}, headers: Record<string, string> = {}): RestResponse {
  const body = [{ message, errorCode, ...more }]
  return { status, headers: new Headers(headers), body, text: JSON.stringify(body) }
}

t.test('every code has its verdict', async (t) => {
  const cases: Array<[number, string, string | undefined, string?]> = [
    [401, 'INVALID_SESSION_ID', 'unauthorized'],
    [403, 'REQUEST_LIMIT_EXCEEDED', 'retry', 'TotalRequests Limit exceeded.'],
    [403, 'REQUEST_LIMIT_EXCEEDED', 'retry', 'ConcurrentPerOrgLongTxn Limit exceeded.'],
    [403, 'INSUFFICIENT_ACCESS_OR_READONLY', 'unauthorized'],
    [403, 'API_DISABLED_FOR_ORG', 'unauthorized'],
    [400, 'DUPLICATES_DETECTED', 'rejected'],
    [400, 'DUPLICATE_VALUE', 'rejected'],
    [400, 'UNABLE_TO_LOCK_ROW', 'retry'],
    [400, 'REQUIRED_FIELD_MISSING', 'rejected'],
    [400, 'FIELD_CUSTOM_VALIDATION_EXCEPTION', 'rejected'],
    [400, 'INVALID_FIELD', 'rejected'],
    [400, 'MALFORMED_QUERY', 'rejected'],
    [400, 'STRING_TOO_LONG', 'rejected'],
    [400, 'INVALID_QUERY_LOCATOR', 'retry'],
    [404, 'NOT_FOUND', 'rejected'],
    [404, 'NOT_FOUND', 'unauthorized', 'Provided external ID field does not exist or is not accessible: Hub_Id__c'],
    [412, 'PRECONDITION_FAILED', 'rejected'],
    [503, 'SERVER_UNAVAILABLE', 'retry'],
    [500, 'UNKNOWN_EXCEPTION', undefined]
  ]
  for (const [status, code, verdict, message] of cases) t.equal(judge(answer(status, code, message), WRITE, NOW_MS)?.verdict, verdict, `${status} ${code} ${message ?? ''}`)
  t.ok(judge(answer(401, 'INVALID_SESSION_ID'), WRITE, NOW_MS) instanceof SessionOver)
})

t.test('a quota that is used up is left alone for long, too many calls at a time for a moment', async (t) => {
  t.match(judge(answer(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'), WRITE, NOW_MS), { afterMs: 3_600_000 })
  t.match(judge(answer(403, 'REQUEST_LIMIT_EXCEEDED', 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.'), WRITE, NOW_MS), { afterMs: 20_000 })
  t.match(judge(answer(503, 'SERVER_UNAVAILABLE', 'x', {}, { 'retry-after': '9' }), WRITE, NOW_MS), { afterMs: 9000 })
})

t.test('a refusal names the fields and not the values', async (t) => {
  const error = judge(answer(400, 'INVALID_EMAIL_ADDRESS', 'Email: invalid email address: no address for Zhao Liuying', { fields: ['Email'] }), WRITE, NOW_MS)
  t.match(error?.message, /INVALID_EMAIL_ADDRESS Email: Email: invalid email address/)
  t.notMatch(error?.message, /no address|Zhao/)
  t.notMatch(judge(answer(400, 'MALFORMED_QUERY', "WHERE Email = 'zhao@mail.example' unexpected"), QUERY, NOW_MS)?.message, /zhao/)
  t.match(judge(answer(400, 'DUPLICATES_DETECTED'), WRITE, NOW_MS)?.message, /merge the two/)
})

t.test('one record of many has its own verdict', async (t) => {
  t.match(toItemError({ statusCode: 'UNABLE_TO_LOCK_ROW', message: 'x' }, WRITE), { verdict: 'retry' })
  t.match(toItemError({ statusCode: 'INSUFFICIENT_ACCESS_OR_READONLY', message: 'x' }, WRITE), { verdict: 'rejected' }, 'one record that is closed to the user does not stop all')
  t.match(toItemError({}, WRITE), { verdict: 'rejected', message: /no code/ })
})

t.test('what is accepted, no list, or well is left alone', async (t) => {
  t.equal(judge(answer(300, 'X'), { ...WRITE, accept: [300] }, NOW_MS), undefined)
  t.equal(judge(answer(400, 'X'), { ...WRITE, accept: [400] }, NOW_MS), undefined)
  t.equal(judge({ status: 502, headers: new Headers(), body: undefined, text: '<html>' }, WRITE, NOW_MS), undefined)
  t.equal(judge({ status: 400, headers: new Headers(), body: [], text: '[]' }, WRITE, NOW_MS), undefined)
  t.equal(judge({ status: 400, headers: new Headers(), body: [{ errorCode: 'no code of theirs' }], text: '' }, WRITE, NOW_MS), undefined)
})
