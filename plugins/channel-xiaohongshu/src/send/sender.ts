import { Rejected, Unauthorized, type Clock, type MediaFile, type MediaRef, type MediaStore, type OutboundMessage, type SendResult } from '@kefuhub/contract'
import type { Accounts } from '../account/accounts.js'
import type { Peers } from '../account/peers.js'
import type { Api } from '../api/api.js'
import type { Cipher } from '../callback/cipher.js'
import type { Options } from '../options.js'
import { IMAGE_TYPES } from '../wire/facts.js'
import { wordAt } from '../wire/paths.js'
import { buildContent, buildSend, missingOf } from '../wire/send.js'
import { toDeliveryError, toVerdict } from './verdict.js'

type SendOptions = Pick<Options, 'wire' | 'limits' | 'replyWindow'>

/** What sending needs. */
export interface SendTools {
  api: Api
  accounts: Accounts
  peers: Peers
  cipher: Cipher
  media: MediaStore
  clock: Clock
  accountCode: string
}

/** Sends messages of one entry in the name of the account that the customer wrote to. */
export class Sender {
  readonly #tools: SendTools
  readonly #options: SendOptions

  constructor (tools: SendTools, options: SendOptions) {
    this.#tools = tools
    this.#options = options
  }

  /** Sends one message. @throws a `DeliveryError` */
  async send (message: OutboundMessage, { signal }: { signal: AbortSignal }): Promise<SendResult> {
    const { wire } = this.#options
    const { isRepeatable, path } = wire.outbound
    const body = await this.#prepare(message, signal).catch((error: unknown) => { throw toDeliveryError(error, { isRepeatable: true }) })
    try {
      const { outcome } = await this.#tools.api.call({ path, body, signal })
      if (outcome.kind !== 'ok') throw toVerdict(outcome, { options: this.#options, isRepeatable })
      return outcome.externalId === undefined ? {} : { externalId: outcome.externalId }
    } catch (error) {
      throw toDeliveryError(error, { isRepeatable })
    }
  }

  /** All that comes before the call that sends; may be done again at any time. */
  async #prepare (message: OutboundMessage, signal: AbortSignal): Promise<object> {
    const { accounts, cipher, clock, accountCode } = this.#tools
    const { from, type, opened } = await this.#compose(message, signal)
    return buildSend({
      requestId: message.id,
      account: await accounts.brandOf(from),
      from,
      to: message.recipient,
      accountCode,
      nowMs: clock.now(),
      type,
      content: cipher.seal(JSON.stringify(opened))
    }, this.#options.wire)
  }

  async #compose ({ content, recipient }: OutboundMessage, signal: AbortSignal): Promise<{ from: string, type: string, opened: unknown }> {
    const { wire, limits } = this.#options
    if (content.type === 'text') checkText(content.text, limits.textMaxBytes)
    if (content.type === 'card') {
      const missing = missingOf(content, wire)
      if (missing.length > 0) throw new Rejected(`A card of kind '${content.kind}' needs ${missing.join(', ')}`)
    }
    const isImage = content.type === 'image' && wire.outbound.image !== undefined
    // Checked before anything is uploaded for nobody.
    const built = buildContent(content, '', wire)
    if (built === undefined) throw new Rejected(describeRefusal(content.type, content.type === 'card' ? content.kind : undefined))
    const from = await this.#fromFor(recipient)
    if (!isImage) return { from, ...built }
    const filled = buildContent(content, await this.#upload(content.media, signal), wire)
    return { from, ...built, ...filled }
  }

  /** The account that the customer sees. */
  async #fromFor (recipient: string): Promise<string> {
    const { accounts, peers } = this.#tools
    const peer = await peers.of(recipient)
    if (peer === 'lead-only') throw new Rejected('The customer left contact data and never wrote a private message; call them, or add them by the data of the lead')
    const account = peer?.account ?? await accounts.single()
    if (account !== undefined && await accounts.has(account)) return account
    if ((await accounts.brands()).length === 0) throw new Unauthorized('No account is bound; open the binding page that the hub names for this entry')
    throw new Rejected(account === undefined
      ? 'It is not known to which account the customer wrote; wait until they write again'
      : 'The account that the customer wrote to is no longer bound; bind it again')
  }

  async #upload (ref: MediaRef, signal: AbortSignal): Promise<string> {
    const { wire: { outbound: { image } } } = this.#options
    const file = await this.#read(ref)
    const body = new FormData()
    const type = file.ref.mimeType ?? ''
    body.append(image?.upload.field ?? 'file', new Blob([file.bytes], { type }), `picture.${type === 'image/png' ? 'png' : 'jpg'}`)
    const { outcome, body: answer } = await this.#tools.api.call({ path: image?.upload.path ?? '', body, signal })
    if (outcome.kind !== 'ok') throw toVerdict(outcome, { options: this.#options, isRepeatable: true })
    const id = wordAt(answer, image?.upload.id)
    if (id === undefined) throw new Rejected('Xiaohongshu took the picture and gave no id; correct wire.outbound.image.upload.id')
    return id
  }

  async #read (ref: MediaRef): Promise<MediaFile> {
    const { imageMaxBytes } = this.#options.limits
    if (ref.state !== 'stored' || ref.id === undefined) throw new Rejected('The file is not in the media store; attach it again')
    let file: MediaFile
    try {
      file = await this.#tools.media.get(ref.id)
    } catch (error) {
      if ((error as { code?: string }).code === 'KH_ERR_MEDIA_NOT_FOUND') throw new Rejected('The file is no longer in the media store; attach it again', { cause: error })
      throw error
    }
    const allowed: readonly string[] = IMAGE_TYPES
    const type = (file.ref.mimeType ?? '').toLowerCase()
    if (!allowed.includes(type)) throw new Rejected(`Xiaohongshu takes ${allowed.join(', ')} as picture, not '${type}'`)
    if (file.bytes.length > imageMaxBytes) throw new Rejected(`A picture may have ${imageMaxBytes} bytes; this has ${file.bytes.length}`)
    return file
  }
}

function checkText (text: string, maxBytes: number): void {
  if (text.trim() === '') throw new Rejected('The text is empty')
  const bytes = Buffer.byteLength(text)
  if (bytes > maxBytes) throw new Rejected(`A text may have ${maxBytes} bytes; this has ${bytes}. Send it in parts`)
}

function describeRefusal (type: string, kind: string | undefined): string {
  return kind === undefined
    ? `Content of type '${type}' cannot be sent to Xiaohongshu; send text`
    : `Cards of kind '${kind}' cannot be sent to Xiaohongshu; describe them under wire.outbound.card`
}
