import t from 'tap'
import type { RestResponse } from '@kefuhub/contract/rest'
import { judge } from '../../src/odoo/verdict.js'

const REQUEST = { method: 'POST', path: '/jsonrpc', body: { params: { args: ['shop', 2, 'the-key', 'res.partner', 'create', [[{ name: 'Zhao Liuying', email: 'zhao@mail.example' }]], {}] } } } as const

function classic (name: string, message = 'it says so', code = 200): RestResponse {
  const body = { jsonrpc: '2.0', id: 1, error: { code, message: 'Odoo Server Error', data: { name, message, debug: 'Traceback (most recent call last): secret', arguments: [message], context: {} } } }
  return { status: 200, headers: new Headers(), body, text: JSON.stringify(body) }
}

function json2 (status: number, name: string, message = 'it says so'): RestResponse {
  const body = { name, message, arguments: [message], context: {}, debug: 'Traceback (most recent call last): secret' }
  return { status, headers: new Headers(), body, text: JSON.stringify(body) }
}

const EXCEPTIONS = [
  ['odoo.exceptions.AccessDenied', 403, 'unauthorized'],
  ['odoo.http.SessionExpiredException', 403, 'unauthorized'],
  ['werkzeug.exceptions.Unauthorized', 401, 'unauthorized'],
  ['odoo.exceptions.AccessError', 403, 'unauthorized'],
  ['werkzeug.exceptions.NotFound', 404, 'unauthorized'],
  ['odoo.exceptions.MissingError', 404, 'rejected'],
  ['odoo.exceptions.ValidationError', 422, 'rejected'],
  ['odoo.exceptions.UserError', 422, 'rejected'],
  ['werkzeug.exceptions.UnprocessableEntity', 422, 'rejected'],
  ['builtins.ValueError', 500, 'rejected'],
  ['builtins.TypeError', 500, 'rejected'],
  ['psycopg2.errors.UniqueViolation', 500, 'rejected'],
  ['psycopg2.errors.NotNullViolation', 500, 'rejected'],
  ['psycopg2.errors.SerializationFailure', 500, 'retry'],
  ['psycopg2.errors.LockNotAvailable', 500, 'retry'],
  ['psycopg2.errors.DeadlockDetected', 500, 'retry'],
  ['psycopg2.OperationalError', 500, 'retry'],
  ['requests.exceptions.ConnectionError', 500, 'retry']
] as const

t.test('every exception has its verdict, in either API', async (t) => {
  for (const [name, status, verdict] of EXCEPTIONS) {
    t.equal(judge(classic(name), REQUEST, 'json-rpc')?.verdict, verdict, `${name} in JSON-RPC`)
    t.equal(judge(json2(status, name), REQUEST, 'json-2')?.verdict, verdict, `${name} in JSON-2`)
  }
})

t.test('a message has neither the traceback nor the values of the record', async (t) => {
  const error = judge(classic('odoo.exceptions.ValidationError', 'Zhao Liuying has no tax number\nnor has zhao@mail.example'), REQUEST, 'json-rpc')
  t.match(error?.message, /has no tax number/)
  t.notMatch(error?.message, /Zhao|zhao@|Traceback/)
  t.notMatch(judge(classic('psycopg2.errors.UniqueViolation', 'Key (ref)=(65f0) already exists'), REQUEST, 'json-rpc')?.message, /65f0/)
})

t.test('a database that is not there is for an operator', async (t) => {
  t.match(judge(classic('psycopg2.OperationalError', 'FATAL:  database "shop" does not exist'), REQUEST, 'json-rpc'), { verdict: 'unauthorized', message: /option database/ })
})

t.test('an error without a name is a refusal', async (t) => {
  const body = { jsonrpc: '2.0', id: 1, error: { code: 404, message: '404: Not Found' } }
  t.equal(judge({ status: 200, headers: new Headers(), body, text: '' }, REQUEST, 'json-rpc')?.verdict, 'rejected')
})

t.test('an address without this API is for an operator, and the other API is named', async (t) => {
  const page = { status: 404, headers: new Headers(), body: undefined, text: '<!doctype html><h1>Not Found</h1>' }
  t.match(judge(page, REQUEST, 'json-2'), { verdict: 'unauthorized', message: /json-rpc/ })
  t.match(judge({ ...page, text: 'no such route' }, REQUEST, 'json-rpc'), { verdict: 'unauthorized', message: /json-2.*no such route/ })
})

t.test('what HTTP says well enough is left to HTTP', async (t) => {
  const cases: Array<[number, unknown]> = [[200, { result: [] }], [200, []], [502, undefined], [429, undefined], [200, { jsonrpc: '2.0', result: false }]]
  for (const [status, body] of cases) t.equal(judge({ status, headers: new Headers(), body, text: '' }, REQUEST, 'json-rpc'), undefined, String(status))
})
