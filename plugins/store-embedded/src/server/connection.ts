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
        const request = readRequest(message)
        let answer = this.run(request)
        if (answer instanceof Promise) {
          this.socket.pause()
          answer = await answer
          this.socket.resume()
        }
        if (request.isAnswered && !this.socket.destroyed) this.socket.write(writeAnswer(request, answer))
      }
    } catch (error) {
      if (!(error instanceof BrokenMessage) && !(error instanceof Refusal)) this.log.error({ err: error }, 'a connection failed')
      else this.log.warn({ reason: error.message }, 'a connection is closed: it sent what is no message')
      this.socket.destroy()
    }
    this.isBusy = false
  }

  private run (request: Request): Buffer | Promise<Buffer> {
    try {
      const command = new Command(request)
      const handler = findHandler(command.name)
      if (!this.isKnown && handler.isOpen !== true) throw new Refusal('Unauthorized', `command ${command.name} requires authentication`)
      const { pressure } = this.engine.store
      if (handler.isWrite && pressure !== undefined) return pressure.then(() => this.run(request))
      const result = handler.run(this.engine, command)
      if (result instanceof Promise) return result.then((answer) => this.settle(command, answer)).catch((error: unknown) => this.refuse(error))
      if (command.name.startsWith('sasl')) this.isKnown = this.engine.auth?.isDone(result) === true || this.isKnown
      return handler.isWrite ? this.settle(command, result).catch((error: unknown) => this.refuse(error)) : result
    } catch (error) {
      return this.refuse(error)
    }
  }

  private async settle (command: Command, answer: Buffer): Promise<Buffer> {
    await this.engine.store.settle(command.isDurable)
    return answer
  }

  private refuse (error: unknown): Buffer {
    if (error instanceof Refusal) return answerRefusal(error)
    this.log.error({ err: error }, 'a command failed')
    return answerRefusal(new Refusal('InternalError', `The store failed: ${error instanceof Error ? error.message : 'unknown'}. Its log says more.`))
  }
}
