import { expireDocuments } from './expiry.js'
import { openEngine } from './engine.js'
import { listen } from './listen.js'
import type { Log } from './connection.js'

/** How a folder is served. */
export interface ServeOptions {
  log: Log
  /** Time between two looks for expired documents, in milliseconds; 60,000 as in MongoDB. */
  expiryMs?: number
}

/** A folder being served. */
export interface Serving { url: string, close (): Promise<void> }

/** Opens the store in a folder and serves it in this thread. */
export async function serve (folder: string, { log, expiryMs = 60_000 }: ServeOptions): Promise<Serving> {
  const engine = openEngine(folder)
  const door = await listen(engine, folder, log)
  let round: Promise<unknown> = Promise.resolve()
  const timer = setInterval(() => {
    engine.cursors.sweep()
    round = round.then(() => expireDocuments(engine)).catch((error: unknown) => log.error({ err: error }, 'documents could not be expired'))
  }, expiryMs)
  return {
    url: door.url,
    async close () {
      clearInterval(timer)
      await door.close()
      await round
      await engine.store.close()
    }
  }
}
