import { Type } from '@kefuhub/contract'
import { PluginHealth } from '../health.js'
import { PluginActivityReader } from '../plugin-activity.js'
import type { RouteModule } from '../route.js'
import { describeOperation, failures, listOf, named, Timestamp } from '../shape.js'

/** A title in both languages. */
export const LocalizedSchema = Type.Object({ zh: Type.String(), en: Type.String() }, { additionalProperties: false })

/** A plugin of the config and what it is doing. */
export const PluginSchema = Type.Object({
  ...PluginHealth.properties,
  title: LocalizedSchema,
  lastMessageAt: Type.Optional(Timestamp),
  lastError: Type.Optional(Type.Object({ at: Timestamp, code: Type.String(), reason: Type.String() }, { additionalProperties: false, description: 'The latest that was given up on' })),
  queueDepth: Type.Integer({ minimum: 0, description: 'Work that waits for it, counted up to 10000' })
}, { $id: 'Plugin', additionalProperties: false, description: 'A plugin of the config and what it is doing' })

/** The plugins of this hub. */
export const pluginRoutes: RouteModule = async (app, { store, plugins, health }) => {
  const activity = new PluginActivityReader(store)
  app.get('/plugins', {
    schema: { ...describeOperation('listPlugins', 'operations', 'List plugins', 'How each is doing, and what waits for it.'), response: { 200: listOf(named(PluginSchema)), ...failures() } }
  }, async () => {
    const [{ plugins: states }, activities] = await Promise.all([health(), activity.read(plugins.map(({ id }) => id))])
    return {
      items: states.map((state) => ({
        ...state,
        title: plugins.find(({ id }) => id === state.id)?.title ?? { zh: state.name, en: state.name },
        ...activities.get(state.id) ?? { queueDepth: 0 }
      }))
    }
  })
}
