import { PassThrough, type Readable } from 'node:stream'
import { createDeadline, type PluginHub } from '@kefuhub/contract'
import { createTransport, type SMTPPoolOptions, type SMTPPoolSentMessageInfo, type SendMailOptions, type Transporter } from 'nodemailer'
import { AccessToken } from './access-token.js'
import { CONNECT_TIMEOUT_MS, POOL, SEND_TIMEOUT_MS, TLS_PORT } from './facts.js'
import type { Options } from './options.js'
import { toVerdict } from './verdict.js'

/** Whom the server took the mail for, and whom not. */
export type Delivery = Pick<SMTPPoolSentMessageInfo, 'accepted' | 'rejected' | 'rejectedErrors'>

/** A mail whose bytes pass by somebody who watches. */
interface WatchedMail extends SendMailOptions { watch: (bytes: Readable) => Readable }

/** The pool of connections to one mail server. Failures come out as verdicts. */
export class MailTransport {
  readonly #transporter: Transporter<SMTPPoolSentMessageInfo, SMTPPoolOptions>
  readonly #stop: AbortSignal
  readonly #secrets: readonly string[]

  constructor (hub: Pick<PluginHub, 'fetch' | 'tokens' | 'signal'>, options: Options) {
    const { password, oauth2 } = options.auth ?? {}
    this.#stop = hub.signal
    this.#secrets = [password?.password, oauth2?.clientSecret, oauth2?.refreshToken, options.proxy].filter((secret) => secret !== undefined)
    this.#transporter = createTransport(toPoolOptions(options))
    this.#transporter.use('stream', (mail, done) => {
      mail.message.processFunc((mail.data as WatchedMail).watch)
      done()
    })
    if (oauth2 === undefined) return
    const token = new AccessToken(hub, oauth2)
    this.#transporter.set('oauth2_provision_cb', (_user, isRefused, done) => {
      // nodemailer writes a code of its own into the error that it is given: the verdict travels inside.
      token.get(isRefused).then((value) => done(null, value), (error: Error) => done(new Error(error.message, { cause: error })))
    })
  }

  /** @throws Retryable, Rejected, Unauthorized, Uncertain */
  async send (mail: SendMailOptions): Promise<Delivery> {
    let bytes: Readable | undefined
    const deadline = createDeadline(SEND_TIMEOUT_MS, this.#stop)
    const watched: WatchedMail = {
      ...mail,
      signal: deadline.signal,
      watch: (input) => (bytes = input.pipe(new PassThrough()))
    }
    try {
      return await this.#transporter.sendMail(watched)
    } catch (error) {
      // The mail is read only once the server has said that it wants it; until then nothing can have arrived.
      throw toVerdict(error, bytes?.readableDidRead === true, this.#secrets)
    } finally {
      deadline.clear()
    }
  }

  /** Logs in and out again. @throws Retryable, Unauthorized */
  async verify (): Promise<void> {
    try {
      await this.#transporter.verify()
    } catch (error) {
      throw toVerdict(error, false, this.#secrets)
    }
  }

  close (): void { this.#transporter.close() }
}

function toPoolOptions ({ host, port, tls = port === TLS_PORT ? 'implicit' : 'starttls', ca, servername, name, proxy, auth, timeoutMs }: Options): SMTPPoolOptions & { pool: true } {
  return {
    pool: true,
    ...POOL,
    connectionTimeout: Math.min(CONNECT_TIMEOUT_MS, timeoutMs),
    greetingTimeout: Math.min(CONNECT_TIMEOUT_MS, timeoutMs),
    socketTimeout: timeoutMs,
    // Closed is closed: no timer waits for the server's side.
    socketCloseTimeout: 0,
    host,
    port,
    secure: tls === 'implicit',
    requireTLS: tls === 'starttls',
    tls: { ...(ca !== undefined && { ca }), ...(servername !== undefined && { servername }) },
    ...(name !== undefined && { name }),
    ...(proxy !== undefined && { proxy }),
    ...(auth?.password !== undefined && { auth: { user: auth.password.user, pass: auth.password.password } }),
    ...(auth?.oauth2 !== undefined && { auth: { type: 'OAuth2', user: auth.oauth2.user } })
  }
}
