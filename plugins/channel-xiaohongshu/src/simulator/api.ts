import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { SimulatedMessage } from '@kefuhub/contract/testing'
import { openWith } from './cipher.js'
import type { Fault } from './faults.js'
import type { FakeXiaohongshu } from './platform.js'
import { CODES, UPLOAD_PATH } from './wire.js'

/** The paths of the simulated API. */
export const API_PATHS = {
  send: '/api/open/im/third/send',
  upload: UPLOAD_PATH,
  accessToken: '/api/open/oauth2/access_token',
  refreshToken: '/api/open/oauth2/refresh_token',
  staff: '/api/open/im/auth/bind_users'
} as const

interface Result { code: number, msg: string, success: boolean, data?: unknown }

const SEND_FIELDS = ['user_id', 'request_id', 'message_type', 'from_user_id', 'to_user_id', 'third_account_id', 'timestamp', 'content']
const MAX_TEXT_BYTES = 3000
const MAX_CLOCK_DRIFT_MS = 300_000

const succeed = (data?: unknown): Result => ({ code: CODES.ok, msg: 'success', success: true, ...(data === undefined ? {} : { data }) })
const fail = (code: number, msg: string): Result => ({ code, msg, success: false })

/** Adds the pages and calls of the simulated platform. Errors come with status 200, as on most platforms of this kind. */
export function addApiRoutes (app: FastifyInstance, platform: FakeXiaohongshu): void {
  const sent = new Map<string, { body: string, result: Result }>()
  app.addContentTypeParser(/^multipart\/form-data/, { parseAs: 'buffer', bodyLimit: 20 * 1024 * 1024 }, (_request, body, done) => { done(null, body) })

  app.get('/api/leona/three/im/account/add', async (request, reply) => {
    const { appId, token } = request.query as Record<string, unknown>
    const { isBound, why } = await platform.confirmBinding(appId, token)
    const words = isBound ? '已绑定' : `未绑定：${why.replace(/[<>&]/g, '')}`
    return reply.code(isBound ? 200 : 400).type('text/html; charset=utf-8').send(`<!doctype html><title>模拟小红书</title><p>这是模拟页面，不是小红书。${words}</p>`)
  })

  app.get('/files/:id', async (request, reply) => {
    const file = platform.file((request.params as { id: string }).id)
    return file === undefined ? reply.code(404).send('gone') : reply.type(isPng(file) ? 'image/png' : 'image/jpeg').send(file)
  })

  post(API_PATHS.accessToken, ({ app_id: appId, secret, auth_code: code }) => grant(appId, secret, code))
  post(API_PATHS.refreshToken, ({ app_id: appId, secret, refresh_token: token }) => grant(appId, secret, token))

  post(API_PATHS.staff, authorised(({ user_id: user }) => {
    return typeof user === 'string' ? succeed({ total: 0, kos_user_list: [] }) : fail(CODES.parameter, 'user_id is required')
  }))

  post(API_PATHS.upload, authorised((_body, request) => {
    const file = readForm(request)
    return file === undefined ? fail(CODES.parameter, 'file is required') : succeed({ media_id: platform.keep(file) })
  }))

  post(API_PATHS.send, authorised((body) => {
    const id = String(body.request_id)
    const known = sent.get(id)
    const { timestamp: _timestamp, content: _content, ...same } = body
    if (known !== undefined) return known.body === JSON.stringify(same) ? known.result : fail(CODES.parameter, 'request_id was used for another message')
    const result = send(body)
    if (result.code === CODES.ok) sent.set(id, { body: JSON.stringify(same), result })
    return result
  }))

  function grant (appId: unknown, secret: unknown, code: unknown): Result {
    const data = platform.tokens.exchange(appId, secret, code)
    return data === undefined ? fail(CODES.account, 'the authorisation is not valid') : succeed(data)
  }

  function send (body: Record<string, unknown>): Result {
    const missing = SEND_FIELDS.filter((name) => !(name in body))
    const unknown = Object.keys(body).filter((name) => !SEND_FIELDS.includes(name))
    if (missing.length + unknown.length > 0) return fail(CODES.parameter, `missing ${missing.join(' ')}, unknown ${unknown.join(' ')}`)
    const { user_id: account, request_id: requestId, message_type: type, from_user_id: from, to_user_id: to, third_account_id: code, timestamp, content } = body
    if ([account, requestId, type, from, to, code].some((value) => typeof value !== 'string' || value === '')) return fail(CODES.parameter, 'ids and the type are texts')
    if (typeof timestamp !== 'number' || Math.abs(timestamp - platform.now()) > MAX_CLOCK_DRIFT_MS) return fail(CODES.parameter, 'timestamp is not now')
    if (!platform.maySend(account as string, code as string)) return fail(CODES.account, 'the account is not bound')
    const consumer = platform.partner(to as string, from as string)
    if (consumer === undefined) return fail(CODES.gone, 'the consumer never wrote to this account')
    if (!consumer.isOpen) return fail(CODES.window, 'the consumer must write first')
    const message = readContent(type as string, openWith(platform.cipherKey, content))
    if (typeof message === 'string') return fail(CODES.content, message)
    consumer.deliver(message)
    return succeed({ message_id: `s-${consumer.inbox.length}-${consumer.id}` })
  }

  /** What a consumer sees, or why it is refused. */
  function readContent (type: string, opened: unknown): SimulatedMessage | string {
    if (typeof opened !== 'object' || opened === null) return 'the content cannot be opened'
    const [name, ...rest] = Object.keys(opened)
    const value: unknown = name === undefined ? undefined : (opened as Record<string, unknown>)[name]
    if (rest.length > 0 || typeof value !== 'string' || value === '') return 'the content holds one text'
    if (type === 'TEXT' && name === 'text') return Buffer.byteLength(value) > MAX_TEXT_BYTES ? 'the text is too long' : { type: 'text', text: value }
    if (type === 'NOTE' && name === 'note_id') return { type: 'card', text: value }
    const file = platform.file(value)
    if (type === 'IMAGE' && name === 'media_id' && file !== undefined) return { type: 'image', file }
    return `there is no type ${type} with ${name}`
  }

  function authorised (run: (body: Record<string, unknown>, request: FastifyRequest) => Result) {
    return (body: Record<string, unknown>, request: FastifyRequest): Result =>
      platform.tokens.accepts(request.headers['access-token']) ? run(body, request) : fail(CODES.token, 'Access-Token is not valid')
  }

  /** A call with its log and its faults. */
  function post (path: string, run: (body: Record<string, unknown>, request: FastifyRequest) => Result): void {
    app.post(path, async (request, reply) => {
      const { body } = request
      const isObject = typeof body === 'object' && body !== null && !Array.isArray(body)
      const call: FakeXiaohongshu['calls'][number] = { method: 'POST', path, body: Buffer.isBuffer(body) ? body.length : body }
      platform.calls.push(call)
      const fault = platform.faults.take(path)
      if (fault !== undefined && fault.loses !== true) return answerFault(reply, fault)
      const result = isObject ? run(body as Record<string, unknown>, request) : fail(CODES.parameter, 'the body is no object')
      if (fault !== undefined) return answerFault(reply, fault)
      call.status = 200
      return result
    })
  }
}

function answerFault (reply: FastifyReply, fault: Fault): FastifyReply {
  if (fault.loses === true || fault.drops === true) {
    reply.hijack()
    reply.raw.destroy()
    return reply
  }
  const body = fault.body ?? JSON.stringify(fault.code === undefined ? {} : fail(fault.code, 'as scripted'))
  return reply.code(fault.status ?? 200).headers(fault.headers ?? {}).type(fault.body === undefined ? 'application/json' : 'text/html').send(body)
}

/** The one file of a form, whose boundary stands in the header. */
function readForm ({ body, headers }: FastifyRequest): Buffer | undefined {
  const boundary = /boundary="?([^";]+)"?/.exec(headers['content-type'] ?? '')?.[1]
  if (boundary === undefined || !Buffer.isBuffer(body)) return undefined
  const head = body.subarray(0, body.indexOf('\r\n\r\n')).toString('latin1')
  const end = body.lastIndexOf(`\r\n--${boundary}--`)
  return /name="file"; filename="[^"]+"/.test(head) && end > 0 ? body.subarray(body.indexOf('\r\n\r\n') + 4, end) : undefined
}

function isPng (file: Buffer): boolean { return file.subarray(1, 4).toString('latin1') === 'PNG' }
