import type { SimulatedCustomer, SimulatedMessage } from '@kefuhub/contract/testing'
import { samplePicture, sampleVoice } from '@kefuhub/contract/testing/wechat'
import { PATIENCE_MS } from '../patience.js'
import type { FileKind, Phone, Sent } from './phone.js'

const SAMPLES: Readonly<Record<FileKind, Buffer>> = { image: samplePicture, voice: sampleVoice }

/** A phone that a simulated customer holds: what it sent is known exactly, and what stands on it can be looked at. */
export class SimulatedPhone implements Phone {
  readonly patienceMs = PATIENCE_MS
  readonly lookEveryMs = 50
  readonly holder: NonNullable<Phone['holder']>
  readonly endWindow?: () => void
  readonly #customer: SimulatedCustomer

  constructor (customer: SimulatedCustomer) {
    this.#customer = customer
    const { id, name, expireWindow } = customer
    this.holder = { id, ...(name !== undefined && { name }) }
    if (expireWindow !== undefined) this.endWindow = expireWindow
  }

  async greet (text: string): Promise<(arrived: string) => boolean> {
    await this.#customer.say(text)
    return (arrived) => arrived === text
  }

  async say (text: string): Promise<Sent<string>> {
    await this.#customer.say(text)
    return { isSame: async (arrived) => arrived === text }
  }

  async send (kind: FileKind): Promise<Sent<Buffer> | undefined> {
    const send = this.#customer.sendFile?.[kind]
    if (send === undefined) return undefined
    await send(SAMPLES[kind])
    return { isSame: async (arrived) => arrived.equals(SAMPLES[kind]) }
  }

  async shows (text: string): Promise<boolean> { return await this.#shows((message) => message.text === text) }

  async showsTemplate (values: readonly string[]): Promise<boolean> {
    // A platform that does not say what stands in it has shown it all the same.
    return await this.#shows(({ type, text }) => type === 'template' && (text === undefined || values.every((value) => text.includes(value))))
  }

  async #shows (isIt: (message: SimulatedMessage) => boolean): Promise<boolean> {
    const untilMs = performance.now() + this.patienceMs
    for (let seen = 0; ; seen++) {
      try {
        if (isIt(await this.#customer.next(seen, Math.max(1, untilMs - performance.now())))) return true
      } catch {
        return false
      }
    }
  }
}
