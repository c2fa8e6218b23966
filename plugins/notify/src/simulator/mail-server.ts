import type { AddressInfo } from 'node:net'
import { FaultPlan, type SimulatedSystem, type SystemFault } from '@kefuhub/contract/testing'
import type { SMTPServer, SMTPServerAuthentication, SMTPServerOptions, SMTPServerSession } from 'smtp-server'
import { readMail, type ReadMail } from './mime.js'

/** A mail that was taken. */
export interface Mail extends ReadMail {
  from: string
  /** Those whom it was taken for, whatever its header says. */
  to: string[]
}

/** What a test may set. */
export interface MailServerSettings {
  /** Key and certificate in PEM: it offers STARTTLS, or begins with TLS. Absent: no TLS. */
  tls?: { key: string, cert: string, isImplicit?: boolean }
  /** The reply to recipients that are refused, by address. */
  refused?: Record<string, number>
  /** The access token that XOAUTH2 takes. */
  accessToken?: () => string
}

interface MailEntry { from?: string, timeoutMs?: number, auth?: { password?: { user: string, password: string }, oauth2?: { user: string } } }

const fail = (responseCode: number, message: string): Error => Object.assign(new Error(message), { responseCode })

/**
 * A simulated mail server: SMTP of the package `smtp-server`, which must be installed beside it, with log-in, refused recipients and
 * faults. It rests on RFC 5321 and long-known behaviour.
 */
export class MailServer implements SimulatedSystem {
  readonly messages: Mail[] = []
  readonly faults = new FaultPlan()
  /** Log-ins that were tried. */
  logins = 0
  readonly #entry: MailEntry
  readonly #settings: MailServerSettings
  readonly #struck = new Map<string, SystemFault | undefined>()
  #server: SMTPServer | undefined

  /** @param entry options of the plugin for the server */
  constructor (entry: MailEntry, settings: MailServerSettings = {}) {
    this.#entry = entry
    this.#settings = settings
  }

  get port (): number { return (this.#server?.server.address() as AddressInfo).port }

  get options (): Record<string, unknown> {
    const { tls } = this.#settings
    const security = tls === undefined ? { tls: 'optional' } : { tls: tls.isImplicit === true ? 'implicit' : 'starttls', ca: tls.cert }
    return { email: { ...this.#entry, host: '127.0.0.1', port: this.port, ...security } }
  }

  /** Listens on a free port of 127.0.0.1. */
  async listen (): Promise<this> {
    const { SMTPServer } = await import('smtp-server')
    const server = new SMTPServer(this.#serverOptions())
    this.#server = server
    // Clients that give up are no failure of the server.
    server.on('error', () => {})
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', () => resolve()) })
    return this
  }

  async close (): Promise<void> {
    const server = this.#server
    this.#server = undefined
    if (server === undefined) return
    for (const { _socket: socket } of server.connections) socket.destroy()
    await new Promise<void>((resolve) => { server.close(() => resolve()) })
  }

  #serverOptions (): SMTPServerOptions {
    const { tls, refused = {} } = this.#settings
    const { auth } = this.#entry
    return {
      logger: false,
      disableReverseLookup: true,
      authOptional: auth === undefined,
      allowInsecureAuth: true,
      authMethods: ['PLAIN', 'LOGIN', 'XOAUTH2'],
      ...(tls === undefined ? { disabledCommands: ['STARTTLS'] } : { key: tls.key, cert: tls.cert, secure: tls.isImplicit === true }),
      onAuth: (given, _session, done) => {
        this.logins++
        const isRefused = this.faults.next('login') !== undefined || !this.#knows(given)
        // A refused token is explained first, and only then refused.
        if (isRefused && given.method === 'XOAUTH2') done(null, { data: { status: '401', schemes: 'bearer' } })
        else if (isRefused) done(fail(535, '5.7.8 Authentication credentials invalid'))
        else done(null, { user: given.username })
      },
      onMailFrom: (_address, session, done) => {
        const fault = this.faults.next('write')
        this.#struck.set(session.id, fault)
        done(refusalOf(fault))
      },
      onRcptTo: ({ address }, _session, done) => {
        const code = refused[address]
        done(code === undefined ? null : fail(code, `<${address}> is not taken`))
      },
      onData: (stream, session, done) => {
        const chunks: Buffer[] = []
        stream.on('data', (chunk: Buffer) => { chunks.push(chunk) })
        stream.on('end', () => { this.#take(session, Buffer.concat(chunks).toString(), done) })
      }
    }
  }

  #take (session: SMTPServerSession, raw: string, done: (error: Error | null) => void): void {
    const fault = this.#struck.get(session.id)
    if (fault === 'reset') {
      this.#cut(session)
      return
    }
    const { mailFrom, rcptTo } = session.envelope
    this.messages.push({ ...readMail(raw), from: mailFrom === false ? '' : mailFrom.address, to: rcptTo.map(({ address }) => address) })
    if (fault === 'slow') return
    if (fault === 'lost-answer') this.#cut(session)
    else if (fault === 'garbage') this.#socketOf(session)?.end('<html>Welcome to the free network</html>\r\n')
    else done(null)
  }

  #knows ({ method, username, password, accessToken }: SMTPServerAuthentication): boolean {
    const { password: login, oauth2 } = this.#entry.auth ?? {}
    if (method === 'XOAUTH2') return username === oauth2?.user && accessToken === this.#settings.accessToken?.()
    return login !== undefined && username === login.user && password === login.password
  }

  #cut (session: SMTPServerSession): void { this.#socketOf(session)?.destroy() }

  #socketOf ({ id }: SMTPServerSession) {
    return [...this.#server?.connections ?? []].find((connection) => connection.session.id === id)?._socket
  }
}

function refusalOf (fault: SystemFault | undefined): Error | null {
  switch (fault) {
    case 'busy': case 'busy-with-wait': return fail(451, '4.3.2 try again later')
    case 'unauthorized': return fail(530, '5.7.0 Authentication required')
    case 'rejected': return fail(550, '5.7.1 Message refused by policy')
    default: return null
  }
}
