import { Binary, Long, serialize, type Document } from 'bson'
import { T } from '../bson/raw.js'
import { parseFilter } from '../query/filter.js'
import { Refusal } from '../refusal.js'
import type { Engine } from '../server/engine.js'
import { maxMessageBytes } from '../server/wire.js'
import type { Collection } from '../storage/collection.js'
import { maxDocumentBytes } from '../update/update.js'
import { answer, type Command } from './command.js'
import { fromList } from './cursors.js'
import { batchSizeOf } from './indexes.js'
import { maxBatch } from './write.js'

/** The server that this one answers like. */
const version = '6.0.0'
const maxWireVersion = 17

/** hello, isMaster: a standalone server without sessions. */
export function hello (engine: Engine, command: Command): Buffer {
  return answer({
    ...(command.name === 'hello' ? { isWritablePrimary: true } : { ismaster: true, helloOk: true }),
    maxBsonObjectSize: maxDocumentBytes,
    maxMessageSizeBytes: maxMessageBytes,
    maxWriteBatchSize: maxBatch,
    localTime: new Date(),
    minWireVersion: 0,
    maxWireVersion,
    readOnly: false,
    ...engine.auth?.describe()
  })
}

/** buildInfo */
export function buildInfo (_engine: Engine, command: Command): Buffer {
  command.allow([])
  return answer({ version, versionArray: [6, 0, 0, 0], gitVersion: 'kefuhub-store', modules: [], storageEngines: ['lmdb'], bits: 64, maxBsonObjectSize: maxDocumentBytes })
}

/** ping and other commands whose answer is only that they were heard. */
export function acknowledge (): Buffer {
  return answer()
}

/** connectionStatus */
export function connectionStatus (_engine: Engine, command: Command): Buffer {
  command.allow(['showPrivileges'])
  return answer({ authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] } })
}

/** create */
export function create (engine: Engine, command: Command): Buffer {
  command.allow(['capped', 'autoIndexId', 'idIndex', 'viewOn', 'pipeline', 'validator', 'validationLevel', 'validationAction', 'timeseries', 'size', 'max', 'expireAfterSeconds', 'clusteredIndex', 'storageEngine', 'indexOptionDefaults', 'changeStreamPreAndPostImages', 'encryptedFields'])
  for (const name of command.fields.keys()) {
    const isRefused = !['create', 'autoIndexId', 'idIndex'].includes(name) && !name.startsWith('$') && !['lsid', 'writeConcern', 'comment', 'maxTimeMS'].includes(name)
    if (isRefused && !(name === 'capped' && !command.flag('capped'))) throw new Refusal('InvalidOptions', `the option ${name} of create is not supported by this store`)
  }
  const { ns } = command
  if (engine.catalog.get(ns) !== undefined) throw new Refusal('NamespaceExists', `Collection ${ns} already exists.`)
  engine.catalog.create(ns)
  return answer()
}

/** drop */
export function drop (engine: Engine, command: Command): Buffer {
  command.allow([])
  const collection = engine.catalog.get(command.ns)
  if (collection === undefined) throw new Refusal('NamespaceNotFound', 'ns not found')
  const nIndexesWas = collection.indexes.length
  dropOne(engine, collection)
  return answer({ nIndexesWas, ns: command.ns })
}

function dropOne (engine: Engine, collection: Collection): void {
  engine.cursors.killAll(collection.ns)
  engine.catalog.drop(collection)
}

/** The collections of a database. */
export const collectionsOf = (engine: Engine, db: string): Collection[] =>
  [...engine.catalog.collections.values()].filter(({ ns }) => ns.startsWith(`${db}.`) && db !== '')

/** dropDatabase */
export function dropDatabase (engine: Engine, command: Command): Buffer {
  command.allow([])
  const collections = collectionsOf(engine, command.db)
  for (const collection of collections) dropOne(engine, collection)
  return answer(collections.length > 0 ? { dropped: command.db } : {})
}

/** listCollections */
export function listCollections (engine: Engine, command: Command): Buffer {
  command.allow(['filter', 'nameOnly', 'authorizedCollections', 'cursor'])
  const filter = parseFilter(command.value('filter', T.object))
  const isNameOnly = command.flag('nameOnly')
  const docs = collectionsOf(engine, command.db).map(({ ns, uuid }) => {
    const name = ns.slice(command.db.length + 1)
    return Buffer.from(serialize(isNameOnly
      ? { name, type: 'collection' }
      : { name, type: 'collection', options: {}, info: { readOnly: false, uuid: new Binary(uuid, 4) }, idIndex: { v: 2, key: { _id: 1 }, name: '_id_' } }))
  }).filter((doc) => filter.matches(doc))
  return engine.cursors.begin(`${command.db}.$cmd.listCollections`, fromList(docs), batchSizeOf(command), false)
}

/** listDatabases */
export function listDatabases (engine: Engine, command: Command): Buffer {
  command.allow(['filter', 'nameOnly', 'authorizedDatabases'])
  const filter = parseFilter(command.value('filter', T.object))
  const names = [...new Set([...engine.catalog.collections.keys()].map((ns) => ns.slice(0, ns.indexOf('.'))))].sort()
  const databases = names.map((name): Document => command.flag('nameOnly') ? { name } : { name, sizeOnDisk: new Long(0), empty: false })
    .filter((one) => filter.matches(Buffer.from(serialize(one))))
  return answer(command.flag('nameOnly') ? { databases } : { databases, totalSize: new Long(0), totalSizeMb: new Long(0) })
}

/** collStats: counts only. */
export function collStats (engine: Engine, command: Command): Buffer {
  command.allow(['scale'])
  const collection = engine.catalog.get(command.ns)
  return answer({ ns: command.ns, count: collection?.count ?? 0, nindexes: collection?.indexes.length ?? 0 })
}

/** dbStats: counts only. */
export function dbStats (engine: Engine, command: Command): Buffer {
  command.allow(['scale', 'freeStorage'])
  const collections = collectionsOf(engine, command.db)
  const sum = (of: (collection: Collection) => number): number => collections.reduce((total, one) => total + of(one), 0)
  return answer({ db: command.db, collections: collections.length, views: 0, objects: sum(({ count }) => count), indexes: sum(({ indexes }) => indexes.length) })
}

/** serverStatus: what a monitor asks first. */
export function serverStatus (engine: Engine): Buffer {
  return answer({
    version,
    process: 'kefuhub-store',
    pid: new Long(process.pid),
    uptime: process.uptime(),
    localTime: new Date(),
    storageEngine: { name: 'lmdb', persistent: true },
    metrics: { cursor: { open: { total: engine.cursors.size } } }
  })
}
