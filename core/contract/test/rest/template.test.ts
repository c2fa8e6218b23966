import t from 'tap'
import { RequestTemplater, RequestTemplate } from '../../src/rest/index.js'
import { checkOptions } from '../../src/testing/index.js'
import { failureOf, mistakesIn } from './stand.js'

const make = (template: Partial<RequestTemplate>, names = ['id', 'phone', 'contact']): RequestTemplater =>
  new RequestTemplater({ method: 'GET', path: '/x', ...template }, names, 'options/rest/find')

t.test('fills in a request', async (t) => {
  const templater = make({
    method: 'PATCH',
    path: '/contacts/{{ id }}/{{contact.kind}}',
    query: { phone: '{{phone}}', filter: 'phone eq {{phone}}', none: '{{contact.none}}', mixed: 'a{{contact.none}}b' },
    headers: { 'x-id': 'no. {{id}}' },
    body: '{"name": contact.name, "id": $id, "tel": $phone}'
  })
  t.same(await templater.fill({ id: 'a/b?c', phone: '+86 1', contact: { name: '张', kind: 7 } }), {
    method: 'PATCH',
    path: '/contacts/a%2Fb%3Fc/7',
    query: { phone: '+86 1', filter: 'phone eq +86 1', none: undefined, mixed: 'ab' },
    headers: { 'x-id': 'no. a/b?c' },
    body: { name: '张', id: 'a/b?c', tel: '+86 1' }
  })
  t.same(await make({ query: { since: '{{id}}', is: '{{phone}}' } }).fill({ id: new Date(0), phone: true }), {
    method: 'GET', path: '/x', query: { since: '1970-01-01T00:00:00.000Z', is: 'true' }, headers: {}
  })
})

t.test('refuses a name that it does not know, before anything is called', async (t) => {
  for (const template of [{ path: '/{{ids}}' }, { query: { a: '{{constructor}}' } }, { headers: { a: '{{Id}}' } }]) {
    t.throws(() => make(template), { code: 'KH_ERR_REST_TEMPLATE', message: /options\/rest\/find cannot be filled in: .* known are id, phone, contact/ })
  }
  t.throws(() => make({ body: '{' }), { code: 'KH_ERR_REST_EXPRESSION', message: /options\/rest\/find\/body/ })
})

t.test('refuses values that would lead elsewhere', async (t) => {
  const cases: Array<[string, Partial<RequestTemplate>, Record<string, unknown>]> = [
    ['no id', { path: '/{{id}}' }, {}],
    ['an empty id', { path: '/{{id}}' }, { id: '' }],
    ['dots', { path: '/{{id}}/x' }, { id: '..' }],
    ['a dot', { path: '/{{id}}/x' }, { id: '.' }],
    ['an object', { path: '/{{contact}}' }, { contact: {} }],
    ['what nobody put there', { path: '/{{contact.constructor.name}}' }, { contact: {} }],
    ['a line in a header', { headers: { a: '{{id}}' } }, { id: 'a\r\nb: c' }],
    ['letters that no header has', { headers: { a: '{{id}}' } }, { id: '张' }]
  ]
  for (const [name, template, variables] of cases) {
    t.match(await failureOf(make(template).fill(variables)), { verdict: 'rejected', message: /^options\/rest\/find\/(path|headers)/ }, name)
  }
})

t.test('has a schema that names its mistakes', async (t) => {
  t.same(checkOptions('x', RequestTemplate, { method: 'GET', path: '/x' }), { method: 'GET', path: '/x' })
  t.same(mistakesIn(RequestTemplate, { method: 'get', path: '', body: '', more: 1 }), ['/more', '/method', '/path', '/body'])
})
