import { createServer } from 'node:net'

/**
 * Below the ports that systems hand out by themselves (from 32768 on Linux, from 49152 elsewhere): nobody is given one of these while
 * its server is away.
 */
const FIRST = 20_000
const COUNT = 12_000
/** Processes that run at the same time begin to look at different places. */
const PER_PROCESS = 16

let looked = 0

/** A free port of 127.0.0.1 for a server that has to come back at the same place. @throws Error when all are taken */
export async function findFreePort (): Promise<number> {
  for (let tries = 0; tries < COUNT; tries++) {
    const port = FIRST + (process.pid * PER_PROCESS + looked++) % COUNT
    if (await isFree(port)) return port
  }
  throw new Error(`No port from ${FIRST} to ${FIRST + COUNT - 1} is free.`)
}

async function isFree (port: number): Promise<boolean> {
  const server = createServer()
  const canListen = await new Promise<boolean>((resolve) => {
    server.once('error', () => { resolve(false) }).listen(port, '127.0.0.1', () => { resolve(true) })
  })
  if (canListen) await new Promise((resolve) => { server.close(resolve) })
  return canListen
}
