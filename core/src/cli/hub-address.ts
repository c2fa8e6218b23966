import { addressOf } from '../config/config.js'

/** Where to ask a running hub. */
export interface HubAddress { url: string, token?: string }

/** Where a hub is reached from its own machine: who listens everywhere listens there, too. */
export function nearAddressOf ({ host, port }: { host: string, port: number }): string {
  return addressOf({ host: host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host, port })
}
