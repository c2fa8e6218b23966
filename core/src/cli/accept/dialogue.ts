import { createInterface, type Interface } from 'node:readline'
import type { LocalizedText } from '@kefuhub/contract'
import { Skip } from './step.js'

const YES = /^(y|yes|是|好|对)$/i
const NO = /^(n|no|否|不)$/i
const PASS = /^(s|skip|跳过)$/i
/** Lines that may wait; what is typed or piped beyond them is lost. */
const MOST_WAITING = 1000

/** Speaks with a person, line by line. */
export class Dialogue {
  readonly #say: (text: LocalizedText) => void
  readonly #lines: string[] = []
  readonly #reader: Interface
  #wake: (() => void) | undefined
  #hasEnded = false

  constructor (input: NodeJS.ReadableStream, say: (text: LocalizedText) => void) {
    this.#say = say
    this.#reader = createInterface({ input })
    this.#reader.on('line', (line) => {
      if (line.trim() !== '' && this.#lines.length < MOST_WAITING) this.#lines.push(line.trim())
      this.#wake?.()
    })
    this.#reader.on('close', () => {
      this.#hasEnded = true
      this.#wake?.()
    })
  }

  /** Says what to do next. */
  instruct (zh: string, en: string): void { this.#say({ zh, en }) }

  /** The next line. @throws Skip for `s`, and when the input has ended */
  async ask (zh: string, en: string): Promise<string> {
    this.#say({ zh, en })
    while (this.#lines.length === 0 && !this.#hasEnded) await new Promise<void>((resolve) => { this.#wake = resolve })
    const line = this.#lines.shift()
    if (line === undefined) throw ended()
    if (PASS.test(line)) throw passedOver()
    return line
  }

  /** @throws Skip for `s`, and when the input has ended */
  async confirm (zh: string, en: string): Promise<boolean> {
    for (;;) {
      const line = await this.ask(`${zh} [y/n/s]`, `${en} [y/n/s]`)
      if (YES.test(line)) return true
      if (NO.test(line)) return false
    }
  }

  /** Looks, while something else is waited for, whether the person has had enough. @throws Skip for `s`, and when the input has ended */
  look (): void {
    if (this.#lines.length === 0 && this.#hasEnded) throw ended()
    if (this.#lines.length === 0 || !PASS.test(this.#lines[0] as string)) return
    this.#lines.shift()
    throw passedOver()
  }

  close (): void { this.#reader.close() }
}

function passedOver (): Skip { return new Skip('已跳过', 'passed over') }

function ended (): Skip { return new Skip('输入已结束', 'The input has ended') }
