import { Type, type Static } from '@kefuhub/contract'

const State = Type.Enum(['ok', 'degraded', 'down'])

const Part = Type.Object({
  state: State,
  reason: Type.Optional(Type.String({ description: 'Cause and cure in one sentence, for an operator' }))
}, { additionalProperties: false })

/** How one plugin of the config is doing. */
export const PluginHealth = Type.Object({
  id: Type.String({ description: 'Its id in the config' }),
  name: Type.String({ description: 'Its package' }),
  version: Type.String(),
  kind: Type.String({ description: 'channel, crm, erp, notifier, feature or store' }),
  ...Part.properties
}, { additionalProperties: false })

/** How the hub and each of its parts is doing: the body of `/readyz`. Holds no secrets and no customers' data. */
export const HubHealth = Type.Object({
  state: State,
  store: Part,
  queue: Part,
  plugins: Type.Array(PluginHealth)
}, { $id: 'HubHealth', additionalProperties: false, description: 'How the hub and each of its parts is doing' })

/** How the hub and each of its parts is doing. `down`: it cannot work and should get no traffic. */
export type HubHealth = Static<typeof HubHealth>

/** How one plugin of the config is doing. */
export type PluginHealth = Static<typeof PluginHealth>
