import type { LocalizedText } from '@kefuhub/contract'
import type { Paint } from '../paint.js'
import { printable } from '../report.js'
import { countSteps, isPassed, type AcceptanceReport, type ChannelReport, type PluginReport } from './report.js'
import type { StepResult } from './step.js'

/** The languages of a terminal; both stand beside each other where none is chosen. */
export type Language = keyof LocalizedText

const MARKS = { passed: ['green', '✓'], failed: ['red', '✗'], skipped: ['yellow', '–'] } as const

/** On one line, whatever platforms and plugins say. */
function toLine (text: string): string { return printable(text.replace(/\s+/gu, ' ')) }

/** A text in the chosen language, or in both. */
function inWords ({ zh, en }: LocalizedText, language: Language | undefined): string {
  return toLine(language === undefined ? zh === en ? en : `${zh} · ${en}` : { zh, en }[language])
}

/** Writes an acceptance for a terminal, line by line as it happens. */
export class TerminalReport {
  readonly #paint: Paint
  readonly #language: Language | undefined

  constructor (paint: Paint, language: Language | undefined) {
    this.#paint = paint
    this.#language = language
  }

  channel ({ id, name, title }: Pick<ChannelReport, 'id' | 'name' | 'title'>): string {
    return `\n${this.#paint('bold', id)}  ${inWords(title, this.#language)}  ${this.#paint('dim', name)}`
  }

  step ({ state, title, reason, durationMs }: StepResult): string {
    const [style, mark] = MARKS[state]
    const time = state === 'skipped' ? '' : `  ${this.#paint('dim', `${(durationMs / 1000).toFixed(1)} s`)}`
    const seen = inWords(reason, this.#language)
    return `  ${this.#paint(style, mark)} ${inWords(title, this.#language)}${time}\n      ${state === 'failed' ? this.#paint('red', seen) : this.#paint('dim', seen)}`
  }

  /** What a person is to do or to say. */
  instruction (text: LocalizedText): string { return `  ${this.#paint('cyan', '→')} ${inWords(text, this.#language)}` }

  /** What came of it all, with what was left out. */
  summary (report: AcceptanceReport): string {
    const { passed, failed, skipped } = countSteps(report)
    const untried = report.plugins.filter(({ role }) => role === 'untried' || role === 'failed')
    const line = inWords({ zh: `${passed} 项通过，${failed} 项失败，${skipped} 项未试`, en: `${passed} passed, ${failed} failed, ${skipped} not tried` }, this.#language)
    const verdict = isPassed(report) ? this.#paint('green', line) : this.#paint('red', line)
    return ['', ...untried.map((plugin) => this.#leftOut(plugin)), verdict].join('\n')
  }

  #leftOut ({ id, name, role, reason }: PluginReport): string {
    const [style, mark] = MARKS[role === 'failed' ? 'failed' : 'skipped']
    const left = inWords({ zh: '未参加验收', en: 'took no part' }, this.#language)
    return `${this.#paint(style, mark)} ${id} (${toLine(name)}) ${left}${reason === undefined ? '' : `: ${inWords(reason, this.#language)}`}`
  }
}
