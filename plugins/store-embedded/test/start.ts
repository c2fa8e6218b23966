import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MongoClient, type Collection, type Db, type Document } from 'mongodb'
import { serve, type ServeOptions } from '../src/server/serve.js'

/** What a test registers its clean-up with. */
export interface Teardown { teardown: (fn: () => unknown) => void, comment: (...args: string[]) => void }

/** A folder of its own that goes away with the test. */
export function makeFolder (t: Teardown): string {
  const folder = mkdtempSync(join(tmpdir(), 'kh-store-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A log that collects, so that a test may ask what was said. */
export function makeLog () {
  const lines: Array<{ level: string, text: string, fields: object }> = []
  const at = (level: string) => (fields: object, text: string): void => { lines.push({ level, text, fields }) }
  return { lines, warn: at('warn'), error: at('error') }
}

/** Serves a fresh folder in this process and connects the official driver. */
export async function start (t: Teardown, options: Partial<ServeOptions> = {}): Promise<{ url: string, client: MongoClient, db: Db, c: Collection<Document>, log: ReturnType<typeof makeLog>, folder: string }> {
  const folder = makeFolder(t)
  const log = makeLog()
  const serving = await serve(folder, { log, ...options })
  const client = await MongoClient.connect(serving.url)
  t.teardown(async () => {
    await client.close()
    await serving.close()
  })
  const db = client.db('test')
  return { url: serving.url, client, db, c: db.collection('c'), log, folder }
}

/** The code of the error that a promise ends with; undefined if it does not. */
export async function codeOf (promise: Promise<unknown>): Promise<number | string | undefined> {
  try {
    await promise
    return undefined
  } catch (error) {
    return (error as { code?: number | string }).code ?? (error as Error).message
  }
}
