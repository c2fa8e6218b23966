import type { Alerts, AlertView } from '../alert.js'

/** An alert of the plugin under test. */
export type FakeAlert = Pick<AlertView, 'key' | 'severity' | 'title' | 'reason'>

/** The alerts of one plugin in memory. */
export class FakeAlerts implements Alerts {
  readonly #standing = new Map<string, FakeAlert>()

  get standing (): FakeAlert[] { return [...this.#standing.values()] }

  async raise (key: string, alert: Omit<FakeAlert, 'key'>): Promise<void> { this.#standing.set(key, { key, ...alert }) }

  async resolve (key: string): Promise<void> { this.#standing.delete(key) }
}
