import { Type } from '@kefuhub/contract'
import type { Reconfigure } from '../../config/plan.js'
import { errors } from '../../errors.js'
import { callerOf } from '../caller.js'
import type { RouteModule } from '../route.js'
import { describeOperation, failures, named } from '../shape.js'

const strict = { additionalProperties: false } as const
const Change = Type.Object({
  path: Type.String({ description: 'For example `options.rules`' }),
  from: Type.Optional(Type.String({ description: 'JSON, shortened; a digest in place of a secret. Absent: nothing stood there' })),
  to: Type.Optional(Type.String({ description: 'The same of what stands there now' }))
}, strict)
const PlannedPlugin = Type.Object({ id: Type.String(), name: Type.String(), version: Type.String() }, strict)
const Problem = Type.Object({
  code: Type.String(),
  message: Type.String(),
  path: Type.String(),
  line: Type.Integer(),
  column: Type.Integer(),
  read: Type.Optional(Type.String()),
  allowed: Type.Optional(Type.String()),
  suggestion: Type.Optional(Type.String()),
  excerpt: Type.Object({ text: Type.String(), column: Type.Integer() }, strict)
}, strict)

/** What a changed config file would change. */
export const ConfigPlanSchema = Type.Object({
  file: Type.String(),
  problems: Type.Array(Problem, { description: 'Why the file cannot be used; nothing else is known then' }),
  added: Type.Array(PlannedPlugin),
  removed: Type.Array(PlannedPlugin),
  changed: Type.Array(Type.Object({ id: Type.String(), changes: Type.Array(Change) }, strict), { description: 'Plugins with other settings' }),
  order: Type.Optional(Type.Array(Type.String(), { description: 'Plugins that stay, in their new order; absent where it is the old one' })),
  hub: Type.Array(Change, { description: 'Outside of the plugins' }),
  restart: Type.Array(Type.String(), { description: 'What takes a restart, one sentence each; with any of these a reload is refused' })
}, { $id: 'ConfigPlan', ...strict, description: 'What the config file would change in the running hub' })

/** The config of the running hub. */
export const configRoutes: RouteModule = async (app, { reconfigure }) => {
  const host = (): Reconfigure => {
    if (reconfigure === undefined) throw new errors.KH_ERR_RELOAD_UNAVAILABLE()
    return reconfigure
  }

  app.get('/config/plan', {
    schema: {
      ...describeOperation('planConfig', 'operations', 'Compare the config file with what runs', 'Reads the file anew and changes nothing. Variables of the environment are those of the process.'),
      response: { 200: named(ConfigPlanSchema), ...failures('KH_ERR_RELOAD_UNAVAILABLE') }
    }
  }, async () => await host().plan())

  app.post('/config/reload', {
    schema: {
      ...describeOperation('reloadConfig', 'operations', 'Take over the config file', 'Here and in all processes on the same Redis, without losing a message. When it is refused, the old config goes on. Files that plugins read, such as rules, are read again. Goes into the audit log.'),
      response: { 200: named(ConfigPlanSchema), ...failures('KH_ERR_RELOAD_FAILED', 'KH_ERR_RELOAD_RESTART', 'KH_ERR_RELOAD_UNAVAILABLE') }
    }
  }, async (request) => await host().reload(callerOf(request).actor))
}
