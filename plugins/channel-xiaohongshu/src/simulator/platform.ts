import { createHmac, randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import fastify, { type FastifyInstance } from 'fastify'
import { CALLBACK_PATHS } from '../wire/facts.js'
import { addApiRoutes } from './api.js'
import { openWith, sealFor } from './cipher.js'
import { FakeConsumer } from './consumer.js'
import { Faults } from './faults.js'
import { FakeTokens, type FakeOauth } from './tokens.js'

/** What the hub answered to a callback. */
export interface Push {
  url: string
  status: number
  body: string
  /** Whether the platform forgets the message: 2xx and code 0. */
  isAccepted: boolean
}

/** A call that the simulator got. */
export interface ApiCall {
  method: string
  path: string
  /** The JSON body, or its length in bytes. */
  body: unknown
  status?: number
}

/** Callbacks, the lead push and the page that leads to a binding link. */
export type HubAddress = keyof typeof CALLBACK_PATHS | 'push' | 'page'

/** What the simulated platform and the hub have agreed on. */
export interface FakeOptions {
  appId: string
  cipherKey: string
  /** Accepted without end. */
  accessToken?: string
  oauth?: FakeOauth
  /** The merchant's account; default a made-up one. */
  accountId?: string
  /** Whether the account must be bound before it may send. Default true. */
  mustBind?: boolean
  /** Key of lead pushes. */
  leadToken?: string
  /** How long the hub may take to answer, in milliseconds. Default 3000. */
  deadlineMs?: number
  /** Milliseconds since 1970. */
  now?: () => number
}

/**
 * A fake of Xiaohongshu on this machine: binding page, callbacks, sending, tokens, lead push. It rests on what is public of the
 * customer-service interface, which is little, and is strict in that; what it makes up stands in `wire.ts` beside it. That it works
 * with the hub proves nothing about the real platform.
 */
export class FakeXiaohongshu {
  readonly appId: string
  readonly cipherKey: string
  /** The account whose merchant visits the binding page. */
  accountId: string
  readonly accountName = '模拟旗舰店'
  readonly leadToken: string | undefined
  readonly tokens: FakeTokens
  readonly faults = new Faults()
  readonly calls: ApiCall[] = []
  /** Where the hub is reached. */
  readonly hub: Partial<Record<HubAddress, string>> = {}
  /** By account: our name of it, as its binding link said. */
  readonly bound = new Map<string, string>()
  readonly consumers = new Map<string, FakeConsumer>()
  readonly now: () => number
  readonly #app: FastifyInstance = fastify({ forceCloseConnections: true })
  readonly #mustBind: boolean
  readonly #deadlineMs: number
  readonly #files = new Map<string, Buffer>()
  /** Who wrote to which accounts. */
  readonly #threads = new Set<string>()

  private constructor (options: FakeOptions) {
    this.appId = options.appId
    this.cipherKey = options.cipherKey
    this.accountId = options.accountId ?? `5f${randomBytes(11).toString('hex')}`
    this.leadToken = options.leadToken
    this.now = options.now ?? Date.now
    this.tokens = new FakeTokens(options, this.now)
    this.#mustBind = options.mustBind ?? true
    this.#deadlineMs = options.deadlineMs ?? 3000
  }

  /** Listens on a free port of 127.0.0.1. */
  static async start (options: FakeOptions): Promise<FakeXiaohongshu> {
    const platform = new FakeXiaohongshu(options)
    addApiRoutes(platform.#app, platform)
    await platform.#app.listen({ host: '127.0.0.1', port: 0 })
    return platform
  }

  get url (): string { return `http://127.0.0.1:${(this.#app.server.address() as AddressInfo).port}` }

  get bindUrl (): string { return `${this.url}/api/leona/three/im/account/add` }

  async close (): Promise<void> { await this.#app.close() }

  consumer (id: string, name = '小红薯'): FakeConsumer {
    const consumer = this.consumers.get(id) ?? new FakeConsumer(this, id, name)
    this.consumers.set(id, consumer)
    return consumer
  }

  /** Notes that a consumer wrote to an account. */
  note (consumer: FakeConsumer, account: string): void { this.#threads.add(`${consumer.id} ${account}`) }

  /** The consumer whom an account may write to. */
  partner (id: string, account: string): FakeConsumer | undefined {
    return this.#threads.has(`${id} ${account}`) ? this.consumers.get(id) : undefined
  }

  /** Whether an account may send in the name of an account code. */
  maySend (account: string, accountCode: string): boolean {
    return this.#mustBind ? this.bound.get(account) === accountCode : account === this.accountId && accountCode !== ''
  }

  /** Serves a file as the platform's own host would. @returns its address */
  host (file: Buffer): string {
    const id = randomBytes(8).toString('hex')
    this.#files.set(id, file)
    return `${this.url}/files/${id}`
  }

  file (id: string): Buffer | undefined { return this.#files.get(id) }

  keep (file: Buffer): string {
    const id = randomBytes(8).toString('hex')
    this.#files.set(id, file)
    return id
  }

  /** The merchant opens a binding link and confirms. */
  async confirmBinding (appId: unknown, token: unknown): Promise<{ isBound: boolean, why: string }> {
    const opened = openWith(this.cipherKey, token) as { account_code?: unknown } | undefined
    if (appId !== this.appId) return { isBound: false, why: 'the app is not known' }
    if (typeof opened?.account_code !== 'string' || opened.account_code === '') return { isBound: false, why: 'the token holds no account_code' }
    const push = await this.sealAndPush('bind', { user_id: this.accountId, nick_name: this.accountName, app_id: Number(this.appId), token })
    if (push.isAccepted) this.bound.set(this.accountId, opened.account_code)
    return { isBound: push.isAccepted, why: push.body }
  }

  async unbind (): Promise<Push> {
    const accountCode = this.bound.get(this.accountId)
    this.bound.delete(this.accountId)
    return this.sealAndPush('unbind', { user_id: this.accountId, app_id: Number(this.appId), account_code: accountCode })
  }

  /** @param status 2: in force, 4: cancelled */
  async changeStaff (staffId: string, status: number): Promise<Push> {
    return this.sealAndPush('staff', { user_id: this.accountId, auth_status: status, kos_nick_name: '员工号', kos_user_id: staffId, kos_avatar_img: '' })
  }

  async sealAndPush (kind: HubAddress, content: object, cipherKey = this.cipherKey): Promise<Push> {
    return this.push(kind, { content: sealFor(cipherKey, content) })
  }

  async push (kind: HubAddress, body: object): Promise<Push> {
    const url = this.hub[kind]
    if (url === undefined) throw new Error(`the hub has no address for '${kind}'`)
    return this.post(url, body)
  }

  /** Pushes a lead. @param signature in place of the right one; `null`: none */
  async pushLead (data: object, signature?: string | null): Promise<Push> {
    const body = JSON.stringify({ data, timestamp: this.now(), source: '小红书' })
    const right = `sha1=${createHmac('sha1', this.leadToken ?? '').update(body).digest('hex')}`
    const header = signature === undefined ? right : signature
    const url = this.hub.push
    if (url === undefined) throw new Error("the hub has no address for 'push'")
    return this.post(url, body, header === null || this.leadToken === undefined ? {} : { 'x-red-signature': header })
  }

  /** @throws Error when the hub does not answer in the platform's time */
  async post (url: string, body: object | string, headers: Record<string, string> = {}): Promise<Push> {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(this.#deadlineMs)
    })
    const text = await response.text()
    return { url, status: response.status, body: text, isAccepted: response.ok && isSuccess(text) }
  }
}

function isSuccess (text: string): boolean {
  try {
    const { code, success } = JSON.parse(text) as { code?: unknown, success?: unknown }
    return code === 0 && success === true
  } catch {
    return false
  }
}
