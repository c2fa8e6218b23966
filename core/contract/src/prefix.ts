import type { PluginKind } from './plugin.js'

/** Where the routes of a plugin's config entry stand. @param id of the entry */
export function prefixOf (plugin: { kind: PluginKind, mount?: string, path?: string }, id: string): string {
  if (plugin.kind === 'channel') return `/${plugin.mount ?? 'channels'}/${id}`
  return plugin.path === undefined ? `/plugins/${id}` : `/${plugin.path}`
}
