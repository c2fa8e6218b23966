import type { Socket } from 'node:net'
import { answerRefusal, Command } from '../commands/command.js'
import { findHandler } from '../commands/table.js'
import { Refusal } from '../refusal.js'
import type { Engine } from './engine.js'
import { BrokenMessage, Framer, readRequest, writeAnswer, type Request } from './wire.js'

/** What a connection tells about trouble. */
export interface Log { warn: (fields: object, message: string) => void, error: (fields: object, message: string) => void }

/** Serves one client: its messages in order, each answered before the next is read. */
export class Connection {
  private readonly socket: Socket
  private readonly engine: Engine
  private readonly log: Log
  private readonly framer = new Framer()
  private isBusy = false
  private isKnown: boolean

  constructor (socket: Socket, engine: Engine, log: Log) {
    this.socket = socket
    this.engine = engine
    this.log = log
    this.isKnown = engine.auth === undefined
    socket.setNoDelay(true)
    socket.on('data', (chunk: Buffer) => {
      this.framer.push(chunk)
      if (!this.isBusy) this.work().catch((error: unknown) => log.error({ err: error }, 'a connection failed'))
    })
    socket.on('error', () => socket.destroy())
  }

  private async work (): Promise<void> {
    this.isBusy = true
    try {
      for (let message = this.framer.take(); message !== undefined; message = this.framer.take()) {
        const request = this.read(message)
        if (request === undefined) continue
        let answer = this.run(request)
        if (answer instanceof Promise) {
          this.socket.pause()
          answer = await answer
          this.socket.resume()
        }
        if (request.isAnswered && !this.socket.destroyed) this.socket.write(writeAnswer(request, answer))
      }
    } catch (error) {
      if (!(error instanceof BrokenMessage)) this.log.error({ err: error }, 'a connection failed')
      else this.log.warn({ reason: error.message }, 'a connection is closed: it sent what is no message')
      this.socket.destroy()
    }
    this.isBusy = false
  }

  /** Reads a message; damaged BSON in a sound frame is answered like any refused command. */
  private read (message: Buffer): Request | undefined {
    try {
      return readRequest(message)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      this.socket.write(writeAnswer({ id: message.readInt32LE(4), isLegacy: false }, answerRefusal(error)))
      return undefined
    }
  }

  private run (request: Request): Buffer | Promise<Buffer> {
    try {
      const command = new Command(request)
      const handler = findHandler(command.name)
      if (!this.isKnown && handler.isOpen !== true) throw new Refusal('Unauthorized', `command ${command.name} requires authentication`)
      const { pressure } = this.engine.store
      if (handler.isWrite && pressure !== undefined) return pressure.then(() => this.run(request))
      const isDurable = handler.isWrite && command.isDurable
      const result = handler.run(this.engine, command)
      if (command.name.startsWith('sasl') && result instanceof Buffer) this.isKnown = this.engine.auth?.isDone(result) === true || this.isKnown
      if (!handler.isWrite) return result
      return this.settle(isDurable, result).catch((error: unknown) => this.refuse(error))
    } catch (error) {
      return this.refuse(error)
    }
  }

  /** Waits until what a write changed is safe. */
  private async settle (isDurable: boolean, result: Buffer | Promise<Buffer>): Promise<Buffer> {
    const answer = await result
    await this.engine.store.settle(isDurable)
    return answer
  }

  private refuse (error: unknown): Buffer {
    if (error instanceof Refusal) return answerRefusal(error)
    this.log.error({ err: error }, 'a command failed')
    return answerRefusal(new Refusal('InternalError', `The store failed: ${error instanceof Error ? error.message : 'unknown'}. Its log says more.`))
  }
}
