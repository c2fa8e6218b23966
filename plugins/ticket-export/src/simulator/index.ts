import type { SimulatedSystem, SystemSimulator } from '@kefuhub/contract/testing'
import { ErpnextSystem, type ErpnextSettings } from './erpnext.js'
import { JiraSystem, type JiraSettings } from './jira.js'
import { KingdeeSystem, type KingdeeSettings } from './kingdee.js'
import type { Odds } from './odds.js'
import { OdooSystem, type OdooSettings } from './odoo.js'
import { peopleOf, type DeskOptions } from './people.js'
import { RestSystem, type RestSettings } from './rest.js'
import { SystemServer, type System } from './server.js'
import { Webhooks } from './webhooks.js'
import { ZammadSystem, type ZammadSettings } from './zammad.js'
import { ZendeskSystem, type ZendeskSettings } from './zendesk.js'

export * from './erpnext.js'
export * from './jira.js'
export * from './kingdee.js'
export * from './odds.js'
export * from './odoo.js'
export * from './rest.js'
export * from './server.js'
export * from './webhooks.js'
export * from './zammad.js'
export * from './zendesk.js'

/** A simulated system with all its handles: what stands in it, what people do there, faults and the log of the calls. */
export interface RunningSystem<S extends System = System> extends SimulatedSystem {
  readonly server: SystemServer<S>
}

type Given = Record<string, unknown>

/** How the options of each system become settings of its simulator, whose names are the same. */
const MAKERS: Record<string, (given: Given) => System> = {
  zendesk: (given) => new ZendeskSystem(given as unknown as ZendeskSettings),
  zammad: (given) => new ZammadSystem({ groups: [given.group], attributes: [given.attribute ?? 'hub_op_id'], ...given } as unknown as ZammadSettings),
  jira: (given) => new JiraSystem(given as unknown as JiraSettings),
  odoo: (given) => new OdooSystem(given as unknown as OdooSettings),
  erpnext: (given) => new ErpnextSystem({ webhookSecret: (given.tickets as Given | undefined)?.webhookSecret, ...given } as unknown as ErpnextSettings),
  kingdee: (given) => new KingdeeSystem(given as unknown as KingdeeSettings),
  rest: (given) => new RestSystem(given as unknown as RestSettings)
}

/**
 * Starts the system that the options name.
 * @param more settings of the simulator besides what the options say, for example `now`
 * @param odds how often things go wrong by chance
 * @throws RangeError for options that name none
 */
export async function startSystem<S extends System = System> (options: Record<string, unknown>, more: Given = {}, odds?: Odds): Promise<RunningSystem<S>> {
  const [name = '', given] = Object.entries(options)[0] ?? []
  const make = MAKERS[name]
  if (make === undefined) throw new RangeError(`There is no simulator of '${name}'`)
  const own = given as Given & { connection?: { auth?: { bearer?: { token?: string } } }, tickets?: DeskOptions['tickets'] & { webhook?: { secret?: string } } } & Pick<DeskOptions, 'statuses'>
  const settings = name === 'rest' ? { token: own.connection?.auth?.bearer?.token, webhookSecret: own.tickets?.webhook?.secret } : own
  const server = await SystemServer.start(make({ ...settings, ...more }) as S, odds)
  const reached = name === 'rest' ? { ...own, connection: { ...own.connection, baseUrl: `${server.url}/api` } } : { ...own, url: server.url }
  const { system } = server
  const tickets = peopleOf(system, own)
  const connect = (address: string): void => {
    if ('webhooks' in system && system.webhooks instanceof Webhooks) system.webhooks.url = `${address}/webhook`
  }
  return { server, options: { [name]: reached }, ...(tickets !== undefined && { tickets }), connect, close: () => server.close() }
}

/** The systems of this package on this machine, for acceptance tests and demos. */
const simulator: SystemSimulator = { start: (options) => startSystem(options) }
export default simulator
