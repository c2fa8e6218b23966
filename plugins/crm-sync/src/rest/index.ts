import type { CrmField, CrmInstance, PluginHub } from '@kefuhub/contract'
import { createRest } from '@kefuhub/contract/rest'
import { SystemStatus } from '../system-status.js'
import { ActivityLog } from './activity.js'
import { Call } from './call.js'
import { ChangeReader } from './changes.js'
import { Finder } from './find.js'
import type { Options } from './options.js'
import { RecordReader } from './record.js'
import { RecordWriter, type RecordGetter } from './write.js'

export { Options } from './options.js'

const PLACE = 'options/rest'

/** Connects to a CRM that the config describes; nothing is called yet. @throws KH_ERR_REST_TEMPLATE, KH_ERR_REST_EXPRESSION */
export function connect (hub: PluginHub, options: Options): CrmInstance {
  const status = new SystemStatus()
  const rest = createRest(hub, options.connection)
  const reader = new RecordReader(options, `${PLACE}/contact`)
  const finder = new Finder(rest, reader, options, `${PLACE}/find`)
  const getCall = new Call(rest, options.get, ['id'], { name: 'record', expression: options.get.record }, `${PLACE}/get`)
  const get: RecordGetter = async (id) => {
    const record = await getCall.make({ id })
    const contact = record === undefined || record === null ? undefined : await reader.read(record)
    return contact?.isGone === true ? undefined : contact
  }
  const writer = new RecordWriter(rest, reader, finder, get, options, PLACE)
  const activities = new ActivityLog(rest, hub.cursors, options.activity, `${PLACE}/activity`)
  const changes = options.changes && new ChangeReader(rest, reader, hub.log, options.changes, `${PLACE}/changes`)
  const { fields } = options
  return {
    maxBatch: options.maxBatch,
    findContacts: (query) => status.watch(() => finder.find(query)),
    getContacts: (ids) => status.watch(async () => (await Promise.all(ids.map(get))).filter((contact) => contact !== undefined)),
    upsertContacts: (writes) => status.watch(() => writer.write(writes)),
    logActivity: (activity) => status.watch(() => activities.log(activity)),
    changesSince: (cursor) => status.watch(async () => await changes?.since(cursor) ?? { contacts: [], cursor: cursor ?? '', more: false }),
    ...(fields !== undefined && { describeFields: async (): Promise<CrmField[]> => fields.map(toField) }),
    health: () => status.health()
  }
}

/** A choice has its choices, and nothing else has any. */
function toField ({ choices = [], ...field }: NonNullable<Options['fields']>[number]): CrmField {
  return { ...field, ...(field.type === 'choice' && { choices }) }
}
