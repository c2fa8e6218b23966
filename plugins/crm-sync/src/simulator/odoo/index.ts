import type { SimulatedSystem } from '@kefuhub/contract/testing'
import { OdooSimulator } from './odoo.js'

export type { OdooField } from './field.js'
export { OdooSimulator, type OdooSimulatorOptions } from './odoo.js'

/** Starts a simulated Odoo for a config entry. @param options what stands under `odoo` in the entry */
export async function startOdoo (options: Record<string, unknown>): Promise<SimulatedSystem> {
  const { api, database, user, apiKey, externalIdField } = options as Record<string, string | undefined>
  const simulator = await OdooSimulator.start({
    version: api === 'json-rpc' ? 17 : 19,
    ...(database !== undefined && { databases: [database] }),
    ...(user !== undefined && { user }),
    ...(apiKey !== undefined && { apiKey }),
    ...(externalIdField?.startsWith('x_') && { customFields: { [externalIdField]: { type: 'char', string: 'Id in kefuhub' } } })
  })
  return {
    options: { ...options, baseUrl: simulator.url },
    enter: async ({ name, phone }) => { simulator.partners.create([{ name, phone }]) },
    close: () => simulator.close()
  }
}
