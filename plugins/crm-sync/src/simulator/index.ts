import type { SimulatedSystem, SystemSimulator } from '@kefuhub/contract/testing'
import { startHubSpot } from './hubspot/index.js'
import { startOdoo } from './odoo/index.js'
import { startRestCrm } from './rest/index.js'
import { startSalesforce } from './salesforce/index.js'

export * from './hubspot/index.js'
export * from './odoo/index.js'
export * from './rest/index.js'
export * from './salesforce/index.js'
export * from './vendor-server.js'

type Start = (options: Record<string, unknown>) => Promise<SimulatedSystem>

const STARTS: Readonly<Record<string, Start>> = { odoo: startOdoo, hubspot: startHubSpot, salesforce: startSalesforce, rest: startRestCrm }

/** The system that the options name, simulated on this machine. */
const simulator: SystemSimulator = {
  async start (options) {
    const [[system, own] = ['', {}]] = Object.entries(options)
    const start = Object.hasOwn(STARTS, system) ? STARTS[system] : undefined
    if (start === undefined) throw new Error(`there is no simulated '${system}'; the options name one of ${Object.keys(STARTS).join(', ')}`)
    const simulated = await start(own as Record<string, unknown>)
    return { ...simulated, options: { [system]: simulated.options } }
  }
}

export default simulator
