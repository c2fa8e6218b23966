import { parseArgs } from 'node:util'
import { openStore } from './open.js'

const help = `kefuhub-store FOLDER

Serves the embedded store of a folder as a process of its own, so that several
hub processes on this machine share it. Prints "ready" and its mongodb:// address,
and stops cleanly on SIGTERM or SIGINT.

Options
  --help  show this text
`

const log = {
  warn: (fields: object, text: string): void => { process.stderr.write(`${JSON.stringify({ level: 'warn', text, ...fields })}\n`) },
  error: (fields: object, text: string): void => { process.stderr.write(`${JSON.stringify({ level: 'error', text, ...fields })}\n`) }
}

/** Runs the command; answers the exit code, or nothing while it serves. */
export async function main (args: string[]): Promise<number | undefined> {
  let folder: string | undefined
  try {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { help: { type: 'boolean' } } })
    if (values.help === true) {
      process.stdout.write(help)
      return 0
    }
    if (positionals.length !== 1) throw new Error(`expected one folder, got ${positionals.length}`)
    folder = positionals[0]!
  } catch (error) {
    process.stderr.write(`kefuhub-store: ${(error as Error).message}\n\n${help}`)
    return 2
  }
  try {
    const store = await openStore(folder, { log })
    if (!store.isOwn) {
      process.stderr.write(`kefuhub-store: another process serves ${folder} already at ${store.url}\n`)
      return 1
    }
    process.stdout.write(`ready ${store.url}\n`)
    let isStopping = false
    const stop = (): void => {
      if (isStopping) return
      isStopping = true
      store.close().then(() => process.exit(0), fail)
    }
    process.on('SIGTERM', stop)
    process.on('SIGINT', stop)
    return undefined
  } catch (error) {
    process.stderr.write(`kefuhub-store: ${(error as Error).message}\n`)
    return 1
  }
}

function fail (error: Error): void {
  process.stderr.write(`kefuhub-store: ${error.message}\n`)
  process.exit(1)
}
