/** The part of an OpenAPI document that the reference shows. */
export interface OpenApiDocument {
  tags: Array<{ name: string, description: string }>
  paths: Record<string, Record<string, OperationObject>>
  components: { schemas: Record<string, SchemaObject> }
}

interface SchemaObject {
  $ref?: string
  type?: string
  description?: string
  enum?: unknown[]
  format?: string
  properties?: Record<string, SchemaObject>
  required?: string[]
  additionalProperties?: SchemaObject | boolean
  items?: SchemaObject
  oneOf?: SchemaObject[]
  anyOf?: SchemaObject[]
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  default?: unknown
}

interface Body { description?: string, content?: Record<string, { schema: SchemaObject }> }

interface OperationObject {
  summary: string
  description?: string
  tags: string[]
  parameters?: Array<{ name: string, in: string, required: boolean, description?: string, schema: SchemaObject }>
  requestBody?: Body
  responses: Record<string, Body>
  'x-roles'?: string[]
}

const INTRODUCTION = `# REST

The API stands under \`/api/v1\`. A running hub serves this page as a form to try things out at \`/docs\`, and as an OpenAPI 3.1 document
at \`/docs/json\`. This page is made from the same schemas that the hub checks requests with.

- **Token.** Every request under \`/api/v1\` carries \`Authorization: Bearer kh_…\`. \`kefuhub token\` makes and revokes tokens. A token has a
  role, and each operation below names the roles that may use it. A revoked token stops working within five seconds.
- **Errors** are \`{ "error": { "code", "message", "requestId" } }\`. Codes never change their meaning; [errors.md](errors.md) explains them.
  Every operation with a token may answer 400 \`KH_ERR_API_INPUT\` (it names the field that is wrong; unknown fields are errors),
  401 \`KH_ERR_API_UNAUTHORIZED\`, 403 \`KH_ERR_API_FORBIDDEN\`, 429 \`KH_ERR_API_RATE_LIMITED\` and 500 \`KH_ERR_API_FAILED\`; the tables
  below name what comes on top.
- **Lists** come in pages of \`limit\` items. While there is more, \`next\` is the \`cursor\` of the next page. A cursor names the last item
  that was shown, so that a list may grow while it is read.
- **Rate.** One token, and one address without a valid token, may make \`api.requestsPerMinute\` requests a minute at each process of the
  hub. \`x-ratelimit-remaining\` tells what is left, \`retry-after\` when to come again.
- **Sending twice.** With an \`Idempotency-Key\` a request that is repeated after a broken connection sends nothing twice.
- **Times** are ISO 8601 in UTC. Ids are opaque.

\`/healthz\`, \`/readyz\` and \`/metrics\` need no token, so that load balancers and Prometheus can ask. They show no secrets and nothing of
customers; who may reach them is for \`server.host\` or a proxy in front to decide. A process with the role \`worker\` serves only these.
`

/** What every operation with a token may answer, told once above. */
const EVERYWHERE = new Set(['KH_ERR_API_INPUT', 'KH_ERR_API_UNAUTHORIZED', 'KH_ERR_API_FORBIDDEN', 'KH_ERR_API_RATE_LIMITED', 'KH_ERR_API_FAILED'])

const METHODS = ['get', 'post', 'put', 'patch', 'delete']

function cell (text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}

function describeBounds ({ minimum, maximum, minLength, maxLength }: SchemaObject): string {
  if (minimum !== undefined && maximum !== undefined) return ` ${minimum} to ${maximum}`
  if (minimum !== undefined) return ` from ${minimum}`
  if (maxLength !== undefined) return `, ${minLength === undefined ? 'at most' : `${minLength} to`} ${maxLength} characters`
  return ''
}

function describeType (schema: SchemaObject): string {
  const name = schema.$ref?.split('/').at(-1)
  if (name !== undefined) return `[${name}](#${name.toLowerCase()})`
  const variants = schema.oneOf ?? schema.anyOf
  if (variants !== undefined) return variants.map(describeType).join(' or ')
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${String(value)}\``).join(', ')
  if (schema.type === 'array') return `list of ${schema.items === undefined ? 'anything' : describeType(schema.items)}`
  if (typeof schema.additionalProperties === 'object') return `texts by name${describeBounds(schema.additionalProperties)}`
  if (schema.format === 'date-time') return 'time'
  if (schema.format === 'binary') return 'bytes'
  return `${schema.type ?? 'anything'}${describeBounds(schema)}`
}

function describeRows (schema: SchemaObject, prefix = ''): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, child]) => {
    const need = schema.required?.includes(key) === true ? 'yes' : 'no'
    const inner = child.items?.properties === undefined ? describeRows(child, `${prefix}${key}.`) : describeRows(child.items, `${prefix}${key}[].`)
    return [`| \`${prefix}${key}\` | ${cell(describeType(child))} | ${need} | ${cell(child.description ?? '')} |`, ...inner]
  })
}

function describeTable (schema: SchemaObject): string[] {
  if (schema.oneOf !== undefined) return [`One of ${schema.oneOf.map(describeType).join(', ')}.`, '']
  return ['| field | value | always | meaning |', '|---|---|---|---|', ...describeRows(schema), '']
}

function describeBody (body: Body): string {
  const [type, media] = Object.entries(body.content ?? {})[0] ?? []
  if (media === undefined) return ''
  const { schema } = media
  const what = schema.properties === undefined
    ? describeType(schema)
    : `\`{ ${Object.entries(schema.properties).map(([key, child]) => `${key}${schema.required?.includes(key) === true ? '' : '?'}: ${describeType(child).replace(/\[(\w+)\]\(.*?\)/g, '$1').replaceAll('`', '')}`).join(', ')} }\``
  return type === 'application/json' ? what : `${what}, \`${type}\``
}

function describeOperation (method: string, path: string, operation: OperationObject): string[] {
  const parameters = (operation.parameters ?? []).map(({ name, in: place, required, description = '', schema }) => {
    const usual = schema.default === undefined ? '' : `. Default: \`${String(schema.default)}\``
    return `| \`${name}\` | ${place} | ${cell(describeType(schema))} | ${required ? 'yes' : 'no'} | ${cell(description)}${usual} |`
  })
  const responses = Object.entries(operation.responses).flatMap(([status, body]) => {
    const meaning = (body.description ?? '').split(', ').filter((part) => !EVERYWHERE.has(part)).join(', ')
    return meaning === '' ? [] : [`| ${status} | ${cell(describeBody(body))} | ${cell(meaning)} |`]
  })
  return [
    `### ${method.toUpperCase()} ${path}`,
    '',
    `${operation.summary}. ${operation.description ?? ''}`.trim(),
    '',
    ...(operation['x-roles'] === undefined ? [] : [`Roles: ${operation['x-roles'].join(', ')}.`, '']),
    ...(parameters.length === 0 ? [] : ['| parameter | in | value | needed | meaning |', '|---|---|---|---|---|', ...parameters, '']),
    ...(operation.requestBody === undefined ? [] : [`Body: ${describeBody(operation.requestBody)}.`, '']),
    '| status | body | meaning |', '|---|---|---|', ...responses, ''
  ]
}

/** Writes `docs/Reference/rest.md` from the hub's OpenAPI document, so that the two cannot drift apart. */
export function describeApi (document: OpenApiDocument): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    METHODS.flatMap((method) => methods[method] === undefined ? [] : [{ method, path, operation: methods[method] }]))
  const sections = document.tags.flatMap(({ name, description }) => [
    `## ${name}`, '', `${description}.`, '',
    ...operations.filter(({ operation }) => operation.tags.includes(name)).flatMap(({ method, path, operation }) => describeOperation(method, path, operation))
  ])
  const shapes = Object.entries(document.components.schemas).flatMap(([name, schema]) => [
    `### ${name}`, '', ...(schema.description === undefined ? [] : [`${schema.description}.`, '']), ...describeTable(schema)
  ])
  return [INTRODUCTION, ...sections, '## shapes', '', ...shapes].join('\n').trimEnd() + '\n'
}
