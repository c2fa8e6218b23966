import { createHmac } from 'node:crypto'
import type { ChannelHub, LocalizedText } from '@kefuhub/contract'
import type { Options } from '../options.js'
import type { CallbackKind } from '../wire/notice.js'

const LABELS: Record<CallbackKind | 'push' | 'page', LocalizedText> = {
  message: { zh: '消息回调地址', en: 'Callback for messages' },
  bind: { zh: '绑定通知地址', en: 'Callback for bindings' },
  unbind: { zh: '解绑通知地址', en: 'Callback for unbindings' },
  staff: { zh: '员工号（KOS）通知地址', en: 'Callback for staff accounts (KOS)' },
  comment: { zh: '意向评论通知地址', en: 'Callback for comments with purchase intent' },
  lead: { zh: '客资通知地址', en: 'Callback for leads' },
  push: { zh: '线索推送接收地址', en: 'Receiving address of the lead push' },
  page: { zh: '账号绑定链接（在浏览器打开，24 小时内有效，刷新即可重新获取）', en: 'Page that binds an account: open it in a browser; each visit makes a link that is good for 24 hours' }
}

/** Where the routes of one entry stand, below its prefix. Every path begins with an unguessable part. */
export class Addresses {
  /** The kinds of callbacks that are registered under each path. */
  readonly callbacks: ReadonlyMap<string, readonly CallbackKind[]>
  /** Of the lead push. */
  readonly push: string | undefined
  /** Of the page that leads to a fresh binding link. The platform does not know it. */
  readonly page: string | undefined
  readonly #baseUrl: string

  constructor ({ deriveKey, baseUrl }: Pick<ChannelHub, 'deriveKey' | 'baseUrl'>, { im, leadPush, addressSalt, wire }: Options) {
    const secret = (purpose: string): string => '/' + createHmac('sha256', deriveKey(purpose)).update(addressSalt).digest('hex').slice(0, 32)
    const callbacks = new Map<string, CallbackKind[]>()
    if (im !== undefined) {
      const prefix = secret('callback')
      for (const [kind, path] of Object.entries(wire.inbound.paths) as Array<[CallbackKind, string]>) {
        callbacks.set(prefix + path, [...callbacks.get(prefix + path) ?? [], kind])
      }
    }
    this.callbacks = callbacks
    this.push = leadPush && secret('leads') + leadPush.path
    this.page = im?.accounts === 'bound' ? `${secret('binding-page')}/bind` : undefined
    this.#baseUrl = baseUrl
  }

  /** What an operator enters on the platform's site. */
  get endpoints (): Array<{ label: LocalizedText, url: string }> {
    const named = [...this.callbacks].map(([path, kinds]) => ({ kinds, path }))
    return [
      ...named.map(({ kinds, path }) => this.#endpoint(kinds.map((kind) => LABELS[kind]), path)),
      ...(this.push === undefined ? [] : [this.#endpoint([LABELS.push], this.push)]),
      ...(this.page === undefined ? [] : [this.#endpoint([LABELS.page], this.page)])
    ]
  }

  #endpoint (labels: LocalizedText[], path: string): { label: LocalizedText, url: string } {
    return { label: { zh: labels.map(({ zh }) => zh).join('、'), en: labels.map(({ en }) => en).join('; ') }, url: this.#baseUrl + path }
  }
}
