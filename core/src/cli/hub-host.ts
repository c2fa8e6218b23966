import { createHmac } from 'node:crypto'
import { hostname } from 'node:os'
import type { Logger } from 'pino'
import { addressOf, loadConfig, type LoadedConfig } from '../config/config.js'
import { createRefusal, planChange, type ConfigPlan, type Reconfigure } from '../config/plan.js'
import { ConfigInvalidError } from '../config/problem.js'
import type { Env } from '../config/references.js'
import { errors } from '../errors.js'
import { createHub, type Hub, type HubRole } from '../hub.js'
import { createLog } from '../log.js'
import { openConfiguredStore, type ConfiguredStore } from '../open-store.js'
import { newId } from '../store/id.js'
import { FrontDoor } from './front-door.js'
import { nearAddressOf } from './hub-address.js'

/** What a host runs. */
export interface HubHostOptions {
  /** The config file, which is read again for each plan and each reload. */
  file: string
  env: Env
  role: HubRole
  version: string
  /** Listen here instead of `server.host` and `server.port`. */
  host?: string
  port?: number
}

/** What a stop waits for requests that are being answered, and what a hub that was replaced waits; in milliseconds. */
const STOP_DRAIN_MS = 3000
const RELOAD_DRAIN_MS = 30_000
/** Tells the other processes of a config that was taken over. */
const RELOAD_TOPIC = 'config.reload'
const DIGEST_LENGTH = 12

/** A hub with the config that it was built from. */
interface Running { hub: Hub, loaded: LoadedConfig, log: Logger }

/**
 * Runs the hub of one process: keeps the store and the port while the hub itself is replaced by one with another config. Old and
 * new work side by side for a moment, as two processes do, until the old one has answered what it was asked and given back its work.
 */
export class HubHost implements Reconfigure {
  readonly #options: HubHostOptions
  readonly #configured: ConfiguredStore
  readonly #name = newId()
  readonly #retiring = new Set<Promise<void>>()
  #running!: Running
  #door!: FrontDoor
  /** One reload at a time, and a stop after the last of them. */
  #last: Promise<unknown> = Promise.resolve()
  #isClosing = false

  private constructor (options: HubHostOptions, configured: ConfiguredStore) {
    this.#options = options
    this.#configured = configured
  }

  /**
   * Builds the hub of a config, which does not listen or work yet.
   * @throws KH_ERR_CONFIG_INVALID and what `createHub` throws
   */
  static async open (options: HubHostOptions): Promise<HubHost> {
    const loaded = await load(options)
    const configured = await openConfiguredStore(loaded, logOf(loaded))
    const host = new HubHost(options, configured)
    try {
      host.#running = await host.#build(loaded)
    } catch (error) {
      await configured.close()
      throw error
    }
    host.#door = new FrontDoor(host.hub.app)
    return host
  }

  get hub (): Hub { return this.#running.hub }
  get loaded (): LoadedConfig { return this.#running.loaded }

  /** @returns the hub's address as a neighbour on this machine reaches it. @throws KH_ERR_SERVER_ADDRESS, after closing everything */
  async listen (): Promise<string> {
    const { host, port } = this.loaded.config.server
    try {
      return nearAddressOf({ host, port: await this.#door.listen(host, port) })
    } catch (cause) {
      await this.close()
      throw new errors.KH_ERR_SERVER_ADDRESS(host, port, (cause as NodeJS.ErrnoException).code ?? (cause as Error).message)
    }
  }

  async plan (): Promise<ConfigPlan> { return (await this.#read()).plan }

  async reload (actor: string): Promise<ConfigPlan> {
    const { live } = this.hub
    const plan = await this.#inTurn(async () => await this.#replace(actor))
    live.publish(RELOAD_TOPIC, { from: this.#name })
    return plan
  }

  /** Takes the file over where nobody waits for the outcome: a refusal becomes an alert. */
  async follow (): Promise<void> {
    try {
      await this.#inTurn(async () => await this.#replace('cli'))
    } catch (err) {
      this.#running.log.error({ err }, 'the new config was not taken over; the old one goes on')
      if (this.#isClosing) return
      await this.hub.desk.alerts.raise('hub', this.#alertKey, {
        severity: 'warning',
        title: { zh: '新的配置没有生效，仍按旧配置运行', en: 'The new config was not taken over; the old one goes on' },
        reason: `${hostname()}, role ${this.#options.role}: ${(err as Error).message}`
      })
    }
  }

  /** Accepts nothing more, finishes what runs and gives back what it holds. */
  async close (): Promise<void> {
    this.#isClosing = true
    this.#door.shut()
    await this.#last
    await this.#door.drain(this.hub.app, STOP_DRAIN_MS)
    await Promise.all([this.hub.close(), ...this.#retiring])
    this.#door.close()
    await this.#configured.close()
  }

  get #alertKey (): string { return `reload ${hostname()} ${this.#options.role}` }

  async #inTurn<T> (run: () => Promise<T>): Promise<T> {
    const done = this.#last.then(run)
    this.#last = done.catch(() => {})
    return await done
  }

  async #read (): Promise<{ plan: ConfigPlan, loaded?: LoadedConfig }> {
    try {
      const loaded = await load(this.#options)
      return { loaded, plan: planChange(this.loaded, loaded, digestBy(this.#configured.secret)) }
    } catch (error) {
      if (!(error instanceof ConfigInvalidError)) throw error
      return { plan: createRefusal(error.file, error.problems) }
    }
  }

  async #replace (actor: string): Promise<ConfigPlan> {
    if (this.#isClosing) throw new errors.KH_ERR_RELOAD_FAILED('the hub is stopping')
    const { plan, loaded } = await this.#read()
    if (loaded === undefined) throw new errors.KH_ERR_RELOAD_FAILED(`${plan.file} has mistakes; 'kefuhub check' lists them`)
    if (plan.restart.length > 0) throw new errors.KH_ERR_RELOAD_RESTART(plan.restart.join('; '))
    const old = this.#running
    try {
      this.#running = await this.#build(loaded)
    } catch (cause) {
      throw Object.assign(new errors.KH_ERR_RELOAD_FAILED((cause as Error).message), { cause })
    }
    this.#door.lead(this.hub.app)
    this.hub.start()
    this.#retire(old)
    this.#running.log.info({ file: plan.file }, 'the config was read again')
    await this.hub.desk.audit.append({ actor, action: 'config.reload', target: plan.file })
    await this.hub.desk.alerts.resolve('hub', this.#alertKey)
    return plan
  }

  async #build (loaded: LoadedConfig): Promise<Running> {
    const { role, version } = this.#options
    const log = logOf(loaded)
    const hub = await createHub({ loaded, role, version, log, configured: this.#configured, reconfigure: this })
    // What another process took over is taken over here, too.
    hub.live.subscribe(RELOAD_TOPIC, (message) => {
      if ((message as { from?: unknown }).from !== this.#name) this.follow().catch((err: unknown) => { log.error({ err }, 'nobody could be told of the config') })
    })
    return { hub, loaded, log }
  }

  #retire ({ hub, log }: Running): void {
    const gone = this.#door.drain(hub.app, RELOAD_DRAIN_MS).then(async () => { await hub.close() })
      .catch((err: unknown) => { log.error({ err }, 'the hub with the old config did not end as it should') })
      .finally(() => { this.#retiring.delete(gone) })
    this.#retiring.add(gone)
  }
}

function logOf ({ config, secrets }: LoadedConfig): Logger { return createLog({ level: config.log.level, secrets }) }

/** The config with what the command line says instead. */
async function load ({ file, env, host, port }: HubHostOptions): Promise<LoadedConfig> {
  const loaded = await loadConfig(file, env)
  const { server } = loaded.config
  const isPublicElsewhere = server.publicUrl !== addressOf(server)
  if (host !== undefined) server.host = host
  if (port !== undefined) server.port = port
  if (!isPublicElsewhere) server.publicUrl = addressOf(server)
  return loaded
}

/** Keyed, so that a short secret cannot be found by trying. */
function digestBy (secret: string): (text: string) => string {
  return (text) => `digest:${createHmac('sha256', secret).update(`kefuhub config plan\n${text}`).digest('hex').slice(0, DIGEST_LENGTH)}`
}
