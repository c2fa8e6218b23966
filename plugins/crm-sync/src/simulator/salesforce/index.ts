import { createPublicKey } from 'node:crypto'
import type { SimulatedSystem } from '@kefuhub/contract/testing'
import { SalesforceSimulator } from './salesforce.js'

export type { SalesforceField } from './field.js'
export { SalesforceSimulator, type SalesforceSimulatorOptions } from './salesforce.js'

interface EntryOptions {
  auth?: { clientCredentials?: { clientId: string, clientSecret: string }, jwt?: { clientId: string, username: string, privateKey: string } }
  externalIdField?: string
  activityIdField?: string
}

/** Starts a simulated Salesforce for a config entry. @param options what stands under `salesforce` in the entry */
export async function startSalesforce (options: Record<string, unknown>): Promise<SimulatedSystem> {
  const { auth = {}, externalIdField, activityIdField } = options as EntryOptions
  const simulator = await SalesforceSimulator.start({
    ...auth.clientCredentials,
    ...(auth.jwt && { clientId: auth.jwt.clientId, username: auth.jwt.username, publicKey: createPublicKey(auth.jwt.privateKey) }),
    ...(externalIdField !== undefined && { externalIdField }),
    ...(activityIdField !== undefined && { taskIdField: activityIdField })
  })
  return {
    options: { ...options, loginUrl: simulator.url },
    enter: async ({ name, phone }) => { simulator.contacts.insert({ LastName: name, Phone: phone }, { allowSave: true }) },
    close: () => simulator.close()
  }
}
