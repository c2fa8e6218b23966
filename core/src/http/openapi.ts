import helmet from '@fastify/helmet'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { CONTENT_TYPES } from '@kefuhub/contract'
import type { FastifyInstance } from 'fastify'
import { nameOf } from './routes/content-schema.js'
import { SESSION_COOKIE } from './session-cookie.js'

/** The groups of operations, in the order of the reference. */
const TAGS = [
  { name: 'session', description: 'Signing in, and who is signed in' },
  { name: 'conversations', description: 'Service sessions' },
  { name: 'messages', description: 'What customers and the hub wrote' },
  { name: 'media', description: 'Pictures, voice and other files' },
  { name: 'contacts', description: 'Customers' },
  { name: 'agents', description: 'The people who work in the hub, and their groups' },
  { name: 'quick replies', description: 'Texts that agents send often' },
  { name: 'channels', description: 'Where messages come from and go to' },
  { name: 'dead letters', description: 'What the hub gave up on' },
  { name: 'tokens', description: 'Keys to this API' },
  { name: 'audit', description: 'The log of every access that matters' },
  { name: 'operations', description: 'Plugins, health and figures' }
]

/** Scripts and styles of the page come from the hub itself; nothing else is loaded or framed. */
const DOCS_CSP = {
  'default-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'self'",
  'frame-ancestors': "'none'",
  'img-src': "'self' data:",
  'object-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'"
}

/** Collects every route that is added below `app` into one OpenAPI document. */
export async function addOpenApi (app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'kefuhub', description: 'The REST API of a kefuhub server', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
      tags: TAGS,
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', bearerFormat: 'kh_…', description: 'An API token, made with `kefuhub token` or in the console' },
          session: { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE, description: 'A browser in which a person is signed in, on pages of the hub itself' }
        }
      }
    },
    transformObject: (document) => 'openapiObject' in document ? mapContent(document.openapiObject) : document.swaggerObject,
    refResolver: { buildLocalReference: (json) => String(json.$id) }
  })
}

/** Says which schema each kind of content has: without it a generator takes the names of the schemas for the values of `type`. */
function mapContent (document: object): object {
  const { components } = document as { components?: { schemas?: { Content?: { discriminator?: object } } } }
  const discriminator = components?.schemas?.Content?.discriminator
  if (discriminator !== undefined) Object.assign(discriminator, { mapping: Object.fromEntries(CONTENT_TYPES.map((type) => [type, `#/components/schemas/${nameOf(type)}`])) })
  return document
}

/** Serves the document and a page to read it, without a token: it says nothing that the public source does not. */
export async function addDocs (app: FastifyInstance): Promise<void> {
  // TLS ends at a proxy, if anywhere: HSTS is its to give.
  await app.register(helmet, { contentSecurityPolicy: false, hsts: false })
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: DOCS_CSP, uiConfig: { deepLinking: true, docExpansion: 'list' } })
}
