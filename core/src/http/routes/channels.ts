import { CONTENT_TYPES, Type, type ChannelCapabilities } from '@kefuhub/contract'
import { PluginHealth } from '../health.js'
import type { RouteModule } from '../route.js'
import { describeOperation, failures, named } from '../shape.js'
import { LocalizedSchema } from './plugins.js'

/** The bounds of one kind of content. */
export const ContentLimitSchema = Type.Object({
  maxBytes: Type.Optional(Type.Integer({ description: 'Bytes of UTF-8 for text, of the file otherwise' })),
  maxDurationMs: Type.Optional(Type.Integer()),
  mimeTypes: Type.Optional(Type.Unsafe<readonly string[]>(Type.Array(Type.String()))),
  maxItems: Type.Optional(Type.Integer({ description: 'Items of a menu' }))
}, { $id: 'ContentLimit', additionalProperties: false, description: 'The bounds of one kind of content; what is absent has none' })

/** The kinds of content that are possible, each with its bounds. */
export const ContentLimitsSchema = Type.Unsafe<ChannelCapabilities['in']>(Type.Object(
  Object.fromEntries(CONTENT_TYPES.map((type) => [type, Type.Optional(named(ContentLimitSchema))])),
  { $id: 'ContentLimits', additionalProperties: false, description: 'The kinds of content that are possible, each with its bounds' }
))

const Window = Type.Object({
  trigger: Type.String({ description: 'What the customer did' }),
  sends: Type.Union([Type.Integer(), Type.Null()], { description: 'Messages that may be sent then; null: any number' }),
  durationMs: Type.Integer({ description: 'For how long' }),
  reopens: Type.Object({ zh: Type.String(), en: Type.String() }, { additionalProperties: false, description: 'Tells an agent what opens it again' })
}, { additionalProperties: false })

const Endpoint = Type.Object({
  label: LocalizedSchema,
  url: Type.String(),
  snippet: Type.Optional(Type.String({ description: 'Code to paste there' }))
}, { additionalProperties: false })

/** A configured channel. */
export const ChannelSchema = Type.Object({
  id: Type.String({ description: 'Its id in the config' }),
  name: Type.String({ description: 'Its package' }),
  title: LocalizedSchema,
  endpoints: Type.Array(Endpoint, { description: "What an operator enters on the platform's site" }),
  preview: Type.Optional(Type.String({ description: 'Address of a page that shows it as a customer sees it' })),
  capabilities: Type.Object({
    in: named(ContentLimitsSchema),
    out: named(ContentLimitsSchema),
    replyWindows: Type.Array(Window, { description: 'Leave to write. Empty: always' }),
    rate: Type.Optional(Type.Object({ sends: Type.Integer(), perMs: Type.Integer() }, { additionalProperties: false, description: 'The fastest that the channel may send' })),
    receipts: Type.Unsafe<ChannelCapabilities['receipts']>(Type.Array(Type.Enum(['delivered', 'read', 'failed']))),
    firstReadBackMs: Type.Integer({ description: 'How far back the first connection reads' })
  }, { additionalProperties: false }),
  health: Type.Optional(PluginHealth)
}, { $id: 'Channel', additionalProperties: false, description: 'A configured channel' })

const ChannelList = Type.Object({ items: Type.Array(named(ChannelSchema)) }, { additionalProperties: false, description: 'All channels' })

/** JSON knows no infinity. */
function toData (capabilities: ChannelCapabilities) {
  return {
    ...capabilities,
    replyWindows: capabilities.replyWindows.map((window) => ({ ...window, sends: Number.isFinite(window.sends) ? window.sends : null }))
  }
}

/** The channels of this hub. */
export const channelRoutes: RouteModule = async (app, { channels, plugins, health }) => {
  app.get('/channels', {
    schema: {
      ...describeOperation('listChannels', 'channels', 'List channels', 'What each channel can do, and how it is doing.'),
      response: { 200: ChannelList, ...failures() }
    }
  }, async () => {
    const { plugins: states } = await health()
    const items = channels.list().map(({ id, capabilities, instance }) => {
      const { name = id, title = { zh: id, en: id } } = plugins.find((plugin) => plugin.id === id) ?? {}
      const found = states.find((state) => state.id === id)
      return {
        id,
        name,
        title,
        endpoints: [...instance.endpoints ?? []],
        ...(instance.preview !== undefined && { preview: instance.preview }),
        capabilities: toData(capabilities),
        ...(found !== undefined && { health: found })
      }
    })
    return { items }
  })
}
