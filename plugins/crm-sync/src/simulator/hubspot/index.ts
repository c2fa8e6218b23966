import type { SimulatedSystem } from '@kefuhub/contract/testing'
import { HubSpotSimulator } from './hubspot.js'
import { STANDARD_PROPERTIES } from './property.js'

export { HubSpotSimulator, type HubSpotSimulatorOptions } from './hubspot.js'
export type { PropertyDefinition } from './property.js'

/** Starts a simulated HubSpot account for a config entry. @param options what stands under `hubspot` in the entry */
export async function startHubSpot (options: Record<string, unknown>): Promise<SimulatedSystem> {
  const { token, externalIdProperty = 'kefuhub_id', properties = [] } = options as { token?: string, externalIdProperty?: string, properties?: string[] }
  const simulator = await HubSpotSimulator.start({
    ...(token !== undefined && { token }),
    customProperties: {
      ...Object.fromEntries(properties.filter((name) => !Object.hasOwn(STANDARD_PROPERTIES, name)).map((name) => [name, { label: name, type: 'string' as const }])),
      [externalIdProperty]: { label: 'Id in kefuhub', type: 'string', isUnique: true }
    }
  })
  return {
    options: { ...options, apiUrl: simulator.url },
    enter: async ({ name, phone }) => { simulator.contacts.insert({ firstname: name, phone }) },
    close: () => simulator.close()
  }
}
