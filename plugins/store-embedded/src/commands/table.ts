import { Refusal } from '../refusal.js'
import type { Engine } from '../server/engine.js'
import { acknowledge, buildInfo, collStats, connectionStatus, create, dbStats, drop, dropDatabase, hello, listCollections, listDatabases, serverStatus } from './admin.js'
import { aggregate } from './aggregate.js'
import type { Command } from './command.js'
import { explain } from './explain.js'
import { findAndModify } from './find-and-modify.js'
import { createIndexes, dropIndexes, listIndexes } from './indexes.js'
import { count, distinct, find, getMore, killCursors } from './read.js'
import { insert, remove, update } from './write.js'

/** A command's work; one that writes is answered only when its changes are safe. */
export interface Handler { isWrite: boolean, isOpen?: boolean, run: (engine: Engine, command: Command) => Buffer | Promise<Buffer> }

const read = (run: Handler['run']): Handler => ({ isWrite: false, run })
const write = (run: Handler['run']): Handler => ({ isWrite: true, run })
/** Answered before the client has said who it is. */
const open = (run: Handler['run']): Handler => ({ isWrite: false, isOpen: true, run })

const handlers = new Map<string, Handler>(Object.entries({
  hello: open(hello),
  isMaster: open(hello),
  ismaster: open(hello),
  saslStart: open((engine, command) => authOf(engine).start(command)),
  saslContinue: open((engine, command) => authOf(engine).proceed(command)),
  ping: read(acknowledge),
  buildInfo: read(buildInfo),
  buildinfo: read(buildInfo),
  connectionStatus: read(connectionStatus),
  endSessions: read(acknowledge),
  serverStatus: read(serverStatus),
  insert: write(insert),
  update: write(update),
  delete: write(remove),
  findAndModify: write(findAndModify),
  findandmodify: write(findAndModify),
  find: read(find),
  getMore: read(getMore),
  killCursors: read(killCursors),
  aggregate: read(aggregate),
  count: read(count),
  distinct: read(distinct),
  explain: read(explain),
  create: write(create),
  drop: write(drop),
  dropDatabase: write(dropDatabase),
  createIndexes: write(createIndexes),
  dropIndexes: write(dropIndexes),
  deleteIndexes: write(dropIndexes),
  listIndexes: read(listIndexes),
  listCollections: read(listCollections),
  listDatabases: read(listDatabases),
  collStats: read(collStats),
  dbStats: read(dbStats)
}))

function authOf (engine: Engine) {
  if (engine.auth === undefined) throw new Refusal('AuthenticationFailed', 'Authentication is not enabled: this server is guarded by the permissions of its socket')
  return engine.auth
}

/** @throws CommandNotFound (59) */
export function findHandler (name: string): Handler {
  const handler = handlers.get(name)
  if (handler === undefined) throw new Refusal('CommandNotFound', `no such command: '${name}'`)
  return handler
}
