import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { STORE_EMBEDDED_ERR_LOCATION, STORE_EMBEDDED_ERR_LOCKED } from '../errors.js'
import { startOf } from './process-start.js'

/** How long another process may take to get ready, in milliseconds. */
const patienceMs = 10_000

/** Who serves a folder; `url` comes when it is ready. */
interface Holder { pid: number, start: string, url: string }

/** A folder's lock: ours to serve, or the address of the process that serves it. */
export type Lock = { url: string } | { publish (url: string): void, release (): void }

/** Takes a folder's lock, or finds who has it; the lock of a dead process is taken over. @throws STORE_EMBEDDED_ERR_LOCKED, STORE_EMBEDDED_ERR_LOCATION */
export async function takeLock (folder: string): Promise<Lock> {
  const path = join(folder, 'store.lock')
  const own: Holder = { pid: process.pid, start: startOf(process.pid), url: '' }
  const deadline = Date.now() + patienceMs
  for (;;) {
    try {
      writeFileSync(path, JSON.stringify(own), { flag: 'wx', mode: 0o600 })
      return toLock(path, own)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw new STORE_EMBEDDED_ERR_LOCATION(folder, (error as Error).message)
    }
    const holder = read(path)
    if (holder !== undefined && isAlive(holder)) {
      if (holder.url !== '' && await canConnect(holder.url)) return { url: holder.url }
      if (Date.now() > deadline) throw new STORE_EMBEDDED_ERR_LOCKED(holder.pid, folder)
      await sleep(20)
    } else if (holder !== undefined || Date.now() > deadline) removeStale(path, holder)
    else await sleep(20)
  }
}

function toLock (path: string, own: Holder): Lock {
  return {
    publish (url) {
      writeFileSync(`${path}.new`, JSON.stringify({ ...own, url }), { mode: 0o600 })
      renameSync(`${path}.new`, path)
    },
    release () {
      const holder = read(path)
      if (holder?.pid === own.pid && holder.start === own.start) rmSync(path, { force: true })
    }
  }
}

/** Removes a dead process's lock, unless someone took it over meanwhile. */
function removeStale (path: string, seen: Holder | undefined): void {
  const now = read(path)
  if (now?.pid === seen?.pid && now?.start === seen?.start) rmSync(path, { force: true })
}

function read (path: string): Holder | undefined {
  try {
    const holder = JSON.parse(readFileSync(path, 'utf8')) as Partial<Holder>
    return typeof holder.pid === 'number' && typeof holder.url === 'string' && typeof holder.start === 'string' ? holder as Holder : undefined
  } catch {
    return undefined
  }
}

/** A pid may belong to another process after a restart of the machine; its start time tells. */
function isAlive ({ pid, start }: Holder): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return startOf(pid) === start
}

async function canConnect (url: string): Promise<boolean> {
  const host = /^mongodb:\/\/(?:[^@/]*@)?([^/?]+)/.exec(url)?.[1] ?? ''
  const [name, port] = host.split(':')
  const socket = port === undefined ? connect(decodeURIComponent(host)) : connect(Number(port), name!)
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
  }).then((isOpen) => {
    socket.destroy()
    return isOpen as boolean
  })
}
