import { accessSync, constants, mkdirSync } from 'node:fs'
import { extname, resolve } from 'node:path'
import { Worker } from 'node:worker_threads'
import { STORE_EMBEDDED_ERR_LOCATION, STORE_EMBEDDED_ERR_WORKER } from './errors.js'
import type { Log } from './server/connection.js'
import { takeLock } from './server/lock.js'
import type { Message } from './worker.js'

/** A store that is open, here or in another process. */
export interface OpenStore {
  url: string
  /** Whether this process serves the folder; else `close` does nothing. */
  isOwn: boolean
  close (): Promise<void>
}

/**
 * Serves the store of a folder in a worker thread, or finds the process that serves it already.
 * @throws STORE_EMBEDDED_ERR_LOCATION, STORE_EMBEDDED_ERR_LOCKED, STORE_EMBEDDED_ERR_WORKER
 */
export async function openStore (location: string, { log }: { log: Log }): Promise<OpenStore> {
  const folder = makeFolder(location)
  const lock = await takeLock(folder)
  if ('url' in lock) return { url: lock.url, isOwn: false, close: async () => {} }
  const worker = new Worker(new URL(`./worker${extname(import.meta.url)}`, import.meta.url), { workerData: { folder } })
  const closed = new Promise<void>((resolve) => { worker.once('exit', () => resolve()) })
  try {
    const url = await start(worker, log)
    lock.publish(url)
    return {
      url,
      isOwn: true,
      async close () {
        worker.postMessage('close')
        await closed
        lock.release()
      }
    }
  } catch (error) {
    await worker.terminate()
    lock.release()
    throw error
  }
}

function makeFolder (location: string): string {
  const folder = resolve(location)
  try {
    if (location === '') throw new Error('it is empty')
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    accessSync(folder, constants.R_OK | constants.W_OK)
    return folder
  } catch (error) {
    throw new STORE_EMBEDDED_ERR_LOCATION(location, (error as Error).message)
  }
}

async function start (worker: Worker, log: Log): Promise<string> {
  return new Promise((resolve, reject) => {
    worker.on('message', (message: Message) => {
      if (message.kind === 'ready') resolve(message.url)
      if (message.kind === 'log') log[message.level](message.fields, message.text)
    })
    worker.on('error', (error) => {
      log.error({ err: error }, 'the store stopped working')
      reject(new STORE_EMBEDDED_ERR_WORKER(error.message))
    })
    worker.once('exit', (code) => reject(new STORE_EMBEDDED_ERR_WORKER(`its thread ended with code ${code}`)))
  })
}
