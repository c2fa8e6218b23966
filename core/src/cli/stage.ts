import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LoadedConfig } from '../config/config.js'
import { createHub, type Hub } from '../hub.js'
import { createLog } from '../log.js'
import { HubClient } from './hub-client.js'

/** A hub that is there for one command, listening, with an administrator's token to its API. */
export interface Stage {
  hub: Hub
  client: HubClient
  /** Ends the hub and takes its folder away. */
  close (): Promise<void>
}

/** Starts a hub. @param prepare gives its config; the folder is empty, and is gone when the stage is closed */
export async function setStage (version: string, prepare: (folder: string) => Promise<LoadedConfig>): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'kefuhub-stage-'))
  let hub: Hub | undefined
  const close = async (): Promise<void> => {
    await hub?.close()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const loaded = await prepare(folder)
    const { server, log } = loaded.config
    hub = await createHub({ loaded, role: 'all', version, log: createLog({ level: log.level, secrets: loaded.secrets }) })
    const url = await hub.app.listen({ host: server.host, port: server.port })
    hub.start()
    const { token } = await hub.desk.apiTokens.create('stage', 'administrator')
    return { hub, client: new HubClient({ url, token }, { fetch }), close }
  } catch (error) {
    await close()
    throw error
  }
}

/** A port of 127.0.0.1 that nobody listens on, for what has to know its address before it listens. */
export async function findFreePort (): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
