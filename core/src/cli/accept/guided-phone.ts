import { randomInt } from 'node:crypto'
import type { LocalizedText } from '@kefuhub/contract'
import type { Dialogue } from './dialogue.js'
import type { FileKind, Phone, Sent } from './phone.js'

const FILES: Readonly<Record<FileKind, LocalizedText>> = { image: { zh: '一张图片', en: 'a picture' }, voice: { zh: '一条语音', en: 'a voice note' } }
const MINUTE_MS = 60_000

/** A phone in the hand of a person, who is told what to do with it and asked what is to be seen on it. */
export class GuidedPhone implements Phone {
  readonly patienceMs = 10 * MINUTE_MS
  // A running hub has others to serve, too.
  readonly lookEveryMs = 1000
  readonly #dialogue: Dialogue
  readonly #channel: { id: string, title: LocalizedText }

  constructor (dialogue: Dialogue, channel: { id: string, title: LocalizedText }) {
    this.#dialogue = dialogue
    this.#channel = channel
  }

  async greet (text: string): Promise<(arrived: string) => boolean> {
    const { id, title } = this.#channel
    // Other customers may write at the same moment, and the same words.
    const code = String(randomInt(1000, 10_000))
    this.#dialogue.instruct(`请用一个新客户的手机，在${title.zh}“${id}”里发送：${text} ${code}`, `With the phone of a new customer, send on ${title.en} '${id}': ${text} ${code}`)
    return (arrived) => arrived.includes(code)
  }

  async say (text: string): Promise<Sent<string>> {
    const [line = '', ...more] = text.split('\n')
    if (more.length === 0) this.#dialogue.instruct(`请发送：${line}`, `Send: ${line}`)
    else this.#dialogue.instruct('请发送一条带换行和表情的文字', 'Send a text with a line break and an emoji')
    return { isSame: async (arrived) => await this.#dialogue.confirm(`到达的是“${arrived}”，与手机上的一致吗？`, `This arrived: '${arrived}'. Is it what the phone shows?`) }
  }

  async send (kind: FileKind): Promise<Sent<Buffer>> {
    const { zh, en } = FILES[kind]
    this.#dialogue.instruct(`请发送${zh}`, `Send ${en}`)
    return { isSame: async ({ length }) => await this.#dialogue.confirm(`收到 ${length} 字节。请在控制台打开：与发出的一致吗？`, `${length} bytes arrived. Open it in the console: is it what was sent?`) }
  }

  async shows (text: string): Promise<boolean> {
    return await this.#dialogue.confirm(`手机上看到“${text}”了吗？`, `Does the phone show '${text}'?`)
  }

  async showsTemplate (values: readonly string[]): Promise<boolean> {
    return await this.#dialogue.confirm(`手机上看到一条模板消息了吗？内容：${values.join('、')}`, `Does the phone show a template message? It says: ${values.join(', ')}`)
  }

  look (): void { this.#dialogue.look() }
}
