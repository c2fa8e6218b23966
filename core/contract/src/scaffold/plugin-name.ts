import type { ScaffoldKind } from './kind.js'
import { scaffoldErrors } from './errors.js'

const PACKAGE = /^(?:@[a-z0-9][a-z0-9._-]*\/)?([a-z][a-z0-9-]{0,63})$/

/** A package name, taken apart. */
export interface PluginName {
  /** With its scope. */
  package: string
  /** Without: the plugin's name. */
  plugin: string
  /** Without the kind in front: what people call it in a config. */
  id: string
  /** For people. */
  title: string
  /** The beginning of its environment variables. */
  env: string
}

/** Takes a package name apart. @throws KH_ERR_SCAFFOLD_NAME */
export function parsePluginName (name: string, kind: ScaffoldKind): PluginName {
  const plugin = PACKAGE.exec(name)?.[1]
  if (plugin === undefined || name.length > 214) throw new scaffoldErrors.KH_ERR_SCAFFOLD_NAME(name)
  const rest = plugin.startsWith(`${kind}-`) ? plugin.slice(kind.length + 1) : plugin
  const id = /^[a-z]/.test(rest) ? rest : plugin
  const words = id.split('-').filter(Boolean)
  return {
    package: name,
    plugin,
    id,
    title: words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' '),
    env: words.join('_').toUpperCase()
  }
}
