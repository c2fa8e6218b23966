import { parentPort, workerData } from 'node:worker_threads'
import type { Log } from './server/connection.js'
import { serve } from './server/serve.js'

/** What the worker tells the thread that started it. */
export type Message =
  | { kind: 'ready', url: string }
  | { kind: 'log', level: 'warn' | 'error', fields: object, text: string }

const port = parentPort!
const tell = (message: Message): void => port.postMessage(message)

/** An error crosses the threads as plain fields. */
function toPlain (fields: object): object {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value instanceof Error ? { type: value.name, message: value.message, stack: value.stack } : value as unknown]))
}

const logAt = (level: 'warn' | 'error') => (fields: object, text: string): void => tell({ kind: 'log', level, fields: toPlain(fields), text })
const log: Log = { warn: logAt('warn'), error: logAt('error') }

const { folder } = workerData as { folder: string }
const serving = await serve(folder, { log })
port.once('message', () => {
  serving.close().catch((error: unknown) => log.error({ err: error }, 'the store could not be closed')).finally(() => port.close())
})
tell({ kind: 'ready', url: serving.url })
