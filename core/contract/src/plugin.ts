import type { TSchema } from 'typebox'
import { CONTRACT_VERSION } from './version.js'
import { errors } from './errors.js'
import type { LocalizedText } from './text.js'

/** The kinds of plugin. */
export type PluginKind = 'channel' | 'crm' | 'erp' | 'notifier' | 'feature' | 'store'

/** What every plugin says of itself. */
export interface PluginDescription {
  /** Package name without the scope, for example `channel-wechat`. */
  name: string
  /** Semver range of the contract it was made for, for example `^1`. */
  contract: string
  /** Shown to people. */
  title: LocalizedText
  /** An SVG of at most 8 KiB, without scripts or external references. */
  icon?: string
}

/** A plugin that takes options. */
export interface PluginDefinition<S extends TSchema = TSchema> extends PluginDescription {
  readonly kind: PluginKind
  /** A TypeBox object with `additionalProperties: false`. */
  options: S
}

const NAME = /^[a-z][a-z0-9-]{0,63}$/
const MAX_ICON_BYTES = 8192

/** Checks what a description says of itself, once, when its module loads. @throws KH_ERR_CONTRACT_DEFINITION */
export function checkDescription (plugin: PluginDescription): void {
  const refuse = (why: string): never => { throw new errors.KH_ERR_CONTRACT_DEFINITION(String(plugin.name), why) }
  if (!NAME.test(plugin.name)) refuse('its name must be lower-case letters, digits and dashes, at most 64')
  if (typeof plugin.contract !== 'string' || plugin.contract === '') refuse(`it must state a contract range; this is contract ${CONTRACT_VERSION}`)
  if (!plugin.title?.zh || !plugin.title?.en) refuse('its title must have zh and en')
  if (plugin.icon !== undefined && (Buffer.byteLength(plugin.icon) > MAX_ICON_BYTES || !/^\s*<svg[\s>]/.test(plugin.icon) || /<script|\bon\w+=|href\s*=\s*["'](?!#)/i.test(plugin.icon))) {
    refuse('its icon must be a plain SVG of at most 8 KiB')
  }
}

/** Checks a definition with options. @throws KH_ERR_CONTRACT_DEFINITION */
export function checkDefinition (plugin: PluginDefinition): void {
  checkDescription(plugin)
  const schema = plugin.options as { type?: string, additionalProperties?: unknown }
  if (schema?.type !== 'object' || schema.additionalProperties !== false) {
    throw new errors.KH_ERR_CONTRACT_DEFINITION(plugin.name, 'its options must be an object schema with additionalProperties: false')
  }
}
