import type { Log } from './hub.js'
import { checkDescription, type PluginDescription } from './plugin.js'

/** A store that is being served. */
export interface OpenStore {
  /** A `mongodb://` address of the served store, without a database name. */
  url: string
  /** Stops serving what `open` started; flushes first. Does nothing where another process serves the store. */
  close (): Promise<void>
}

/**
 * An engine that serves MongoDB's wire protocol for one scheme of `store.url`. Its package.json says so too:
 * `"kefuhub": { "kind": "store", "scheme": "…", "contract": "^1" }`, so that the hub finds it without loading it.
 */
export interface StoreDefinition extends PluginDescription {
  readonly kind: 'store'
  /** The part of `store.url` before the colon. */
  scheme: string
  /**
   * Serves the store, or finds the process that serves it already.
   * @param location the part of `store.url` after the colon; a relative path was made absolute against the config file
   */
  open (location: string, context: { log: Log }): Promise<OpenStore>
}

/** Makes a store engine: the package's default export. @throws KH_ERR_CONTRACT_DEFINITION */
export function defineStore (plugin: Omit<StoreDefinition, 'kind'>): StoreDefinition {
  const definition = { kind: 'store', ...plugin } as const
  checkDescription(definition)
  return definition
}
