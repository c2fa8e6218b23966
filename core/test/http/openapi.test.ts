import t from 'tap'
import { ACCESS } from '../../src/http/access.js'
import { describeApi, type OpenApiDocument } from '../../src/http/reference.js'
import { compareWithFile } from '../support/reference-page.js'
import { openFixture } from './hub-fixture.js'

interface Operation { operationId: string, tags: string[], security: unknown[], 'x-roles'?: string[], responses: Record<string, { description: string, content?: Record<string, { schema: { $ref?: string } }> }> }

t.test('the OpenAPI document', async (t) => {
  const { app } = await openFixture(t)
  const response = await app.inject('/docs/json')
  t.equal(response.statusCode, 200)
  const document = response.json() as OpenApiDocument & { openapi: string, info: { version: string }, components: { securitySchemes: object } }
  const operations = Object.entries(document.paths).flatMap(([path, methods]) => Object.values(methods).map((operation) => ({ path, operation: operation as unknown as Operation })))

  t.test('is OpenAPI 3.1 of this version of the hub', async (t) => {
    t.equal(document.openapi, '3.1.0')
    t.equal(document.info.version, '1.2.3')
    t.match(document.components.securitySchemes, { token: { type: 'http', scheme: 'bearer' } })
  })

  t.test('holds every operation once, and no route of a channel', async (t) => {
    const ids = operations.map(({ operation }) => operation.operationId).sort()
    t.same(ids, [...Object.keys(ACCESS).filter((id) => id !== 'readOriginal' && id !== 'watch'), 'signIn', 'getLiveness', 'getReadiness', 'getMetrics'].sort())
  })

  t.test('describes the answers of every operation, the errors by their codes', async (t) => {
    for (const { path, operation } of operations) {
      const isApi = path.startsWith('/api/v1/')
      t.same(operation.security, isApi && operation.operationId !== 'signIn' ? [{ token: [] }, { session: [] }] : [], `${operation.operationId}: security`)
      t.equal(operation.tags.length, 1)
      for (const [status, { description, content }] of Object.entries(operation.responses)) {
        const name = `${operation.operationId} ${status}`
        t.not(description, 'Default Response', name)
        if (!isApi || Number(status) < 400) continue
        t.match(description, /^KH_ERR_[A-Z_]+(, KH_ERR_[A-Z_]+)*$/, name)
        t.same(Object.values(content ?? {}).map(({ schema }) => schema.$ref), ['#/components/schemas/Error'], name)
      }
    }
  })

  t.test('names no reference that it does not hold', async (t) => {
    const text = response.body
    const wanted = new Set([...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1] as string))
    t.ok(wanted.size > 15)
    for (const name of wanted) t.ok(document.components.schemas[name], name)
  })

  t.test('is what docs/Reference/rest.md says', async (t) => {
    t.equal(compareWithFile('rest.md', describeApi(document)), '', 'KEFUHUB_UPDATE_DOCS=1 writes it anew')
  })
})

t.test('the page at /docs loads nothing from elsewhere and may not be framed', async (t) => {
  const { app } = await openFixture(t)
  const page = await app.inject('/docs')
  t.equal(page.statusCode, 200)
  t.match(page.headers['content-type'], 'text/html')
  t.match(page.headers['content-security-policy'], /default-src 'self';.*frame-ancestors 'none'/)
  t.notMatch(page.headers['content-security-policy'], /upgrade-insecure-requests|unsafe|https:/)
  t.notMatch(page.body, /(src|href)="(https?:)?\/\//)
  for (const [, path = ''] of page.body.matchAll(/(?:src|href)="([^"]+)"/g)) t.equal((await app.inject(path)).statusCode, 200, path)
})
