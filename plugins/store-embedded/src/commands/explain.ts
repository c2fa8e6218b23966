import { Refusal } from '../refusal.js'
import type { Engine } from '../server/engine.js'
import type { Command } from './command.js'

/** explain */
export function explain (_engine: Engine, command: Command): Buffer {
  throw new Refusal('CommandNotFound', `no such command: '${command.name}'`)
}
