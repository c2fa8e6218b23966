import type { ChannelCapabilities, ChannelInstance, Clock } from '@kefuhub/contract'
import { errors } from '../errors.js'

/** A configured channel that is running in this process. */
export interface RunningChannel {
  id: string
  capabilities: ChannelCapabilities
  instance: ChannelInstance
}

/** All running channels, and which of them must rest for now. */
export class Channels {
  readonly #channels = new Map<string, RunningChannel>()
  readonly #pausedUntil = new Map<string, number>()
  readonly #clock: Clock

  constructor (clock: Clock) { this.#clock = clock }

  add (channel: RunningChannel): void { this.#channels.set(channel.id, channel) }

  find (id: string): RunningChannel | undefined { return this.#channels.get(id) }

  /** @throws KH_ERR_CHANNEL_NOT_FOUND */
  get (id: string): RunningChannel {
    const channel = this.#channels.get(id)
    if (channel === undefined) throw new errors.KH_ERR_CHANNEL_NOT_FOUND(id)
    return channel
  }

  list (): RunningChannel[] { return [...this.#channels.values()] }

  /** Sends nothing on this channel for a while: its credentials need an operator. */
  pause (id: string, forMs: number): void { this.#pausedUntil.set(id, this.#clock.now() + forMs) }

  /** How long the channel still rests, in milliseconds. */
  pausedMs (id: string): number { return Math.max(0, (this.#pausedUntil.get(id) ?? 0) - this.#clock.now()) }
}
