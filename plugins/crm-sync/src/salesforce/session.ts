import { createHash, type KeyObject } from 'node:crypto'
import { Unauthorized, type PluginHub, type Token } from '@kefuhub/contract'
import { createRest, quote, type Rest, type RestResponse } from '@kefuhub/contract/rest'
import { readKey, signAssertion } from './assertion.js'
import type { Options } from './options.js'

/** A way in: the token, and the address for which it is good. */
export interface Session {
  token: string
  instanceUrl: string
  /** As the hub keeps it. */
  value: string
}

const EARLY_MS = 60_000
const MAX_TOKEN_LENGTH = 8192
const JWT_GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

/** Sessions of the organisation, shared by all processes through the hub. */
export class Sessions {
  readonly #hub: PluginHub
  readonly #options: Options
  readonly #rest: Rest
  readonly #key: string
  readonly #signingKey: KeyObject | undefined

  /** @throws CRM_SYNC_ERR_PRIVATE_KEY */
  constructor (hub: PluginHub, options: Options) {
    const { loginUrl, timeoutMs, maxConcurrent, auth: { clientCredentials, jwt } } = options
    this.#hub = hub
    this.#options = options
    this.#signingKey = jwt && readKey(jwt.privateKey)
    this.#rest = createRest(hub, { baseUrl: loginUrl, timeoutMs, maxConcurrent }, { judge: (response) => judgeLogin(response, clientCredentials?.clientSecret) })
    const identity = [loginUrl, clientCredentials?.clientId ?? jwt?.clientId, jwt?.username]
    this.#key = `salesforce:${createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 32)}`
  }

  /** @throws Unauthorized, Retryable */
  async open (): Promise<Session> {
    return toSession(await this.#hub.tokens.get(this.#key, () => this.#login(), { earlyMs: EARLY_MS }))
  }

  /** Another one after this was refused. @throws Unauthorized, Retryable */
  async replace ({ value }: Session): Promise<Session> {
    return toSession(await this.#hub.tokens.replace(this.#key, value, () => this.#login()))
  }

  async #login (): Promise<Token> {
    const form = new URLSearchParams(await this.#grant())
    // Losing a token costs nothing.
    const { body } = await this.#rest.request({ method: 'POST', path: '/services/oauth2/token', form, isWrite: false })
    const { access_token: token, instance_url: instanceUrl } = (body ?? {}) as { access_token?: unknown, instance_url?: unknown }
    if (typeof token !== 'string' || token === '' || token.length > MAX_TOKEN_LENGTH) throw new Unauthorized('Salesforce gave no access token; check loginUrl')
    if (!this.#isTrusted(instanceUrl)) throw new Unauthorized('Salesforce named no address with https for its API; check loginUrl')
    return { value: JSON.stringify({ token, instanceUrl }), expiresInMs: this.#options.sessionMs }
  }

  async #grant (): Promise<Record<string, string>> {
    const { clientCredentials, jwt } = this.#options.auth
    if (jwt !== undefined && this.#signingKey !== undefined) {
      return { grant_type: JWT_GRANT, assertion: await signAssertion(jwt, this.#signingKey, this.#hub.clock.now()) }
    }
    return { grant_type: 'client_credentials', client_id: clientCredentials?.clientId ?? '', client_secret: clientCredentials?.clientSecret ?? '' }
  }

  /** A token goes out encrypted only, or to where the config leads. */
  #isTrusted (instanceUrl: unknown): boolean {
    if (typeof instanceUrl !== 'string' || !URL.canParse(instanceUrl)) return false
    const { protocol, origin } = new URL(instanceUrl)
    return protocol === 'https:' || origin === new URL(this.#options.loginUrl).origin
  }
}

function toSession (value: string): Session {
  const { token, instanceUrl } = JSON.parse(value) as Omit<Session, 'value'>
  return { token, instanceUrl, value }
}

/** What a refused log-in means: other than the data API, the token endpoint names one error. */
function judgeLogin ({ status, body }: RestResponse, secret = ''): Unauthorized | undefined {
  const { error, error_description: description } = (body ?? {}) as { error?: unknown, error_description?: unknown }
  if (typeof error !== 'string' || status < 400 || status >= 500 || status === 429) return undefined
  const says = quote(`${error}: ${String(description ?? '')}`, [secret])
  return new Unauthorized(`Salesforce does not let the hub in; check the app, its flow and its user (${says})`)
}
