import type { SimulatedSystem } from '@kefuhub/contract/testing'
import { RestCrmSimulator } from './rest-crm.js'

export { RestCrmSimulator, type Customer, type CustomerNote, type RestCrmSimulatorOptions } from './rest-crm.js'

/** Starts the simulated home-grown CRM for a config entry that describes it, as the README does. @param options what stands under `rest` in the entry */
export async function startRestCrm (options: Record<string, unknown>): Promise<SimulatedSystem> {
  const { connection } = options as { connection: { auth?: { header?: { value?: string } } } }
  const apiKey = connection.auth?.header?.value
  const simulator = await RestCrmSimulator.start(apiKey === undefined ? {} : { apiKey })
  return {
    options: { ...options, connection: { ...connection, baseUrl: `${simulator.url}/api` } },
    enter: async ({ name, phone }) => { simulator.add({ full_name: name, mobile: phone }) },
    close: () => simulator.close()
  }
}
