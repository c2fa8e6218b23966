import { relative } from 'node:path'
import type { Problem } from '../config/problem.js'
import type { CliContext } from './context.js'
import type { Paint } from './paint.js'

/** Characters that take two columns on a terminal, roughly: CJK, kana, hangul, full-width forms, emoji. */
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u

function blankOf (text: string): string {
  return [...text].map((character) => character === '\t' ? '\t' : WIDE.test(character) ? '  ' : ' ').join('')
}

/** Shows a path as people would type it: relative where it is below the working folder. */
export function showPath (file: string, context: CliContext): string {
  const short = relative(context.cwd, file)
  return short === '' || short.startsWith('..') ? file : short
}

/** "1 mistake", "2 mistakes". */
export function count (number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

/** Texts of files, of plugins' errors and of other systems must not drive the terminal. */
export function printable (text: string): string {
  return text.replace(/(?!\t)\p{Cc}/gu, '\ufffd')
}

function formatProblem (problem: Problem, file: string, paint: Paint): string {
  const excerpt = printable(problem.excerpt.text)
  const lines = [`${paint('bold', `${file}:${problem.line}:${problem.column}`)}  ${paint('red', problem.code)}  ${printable(problem.message)}`]
  if (excerpt.trim() !== '') {
    const gutter = ' '.repeat(String(problem.line).length)
    lines.push(`  ${paint('dim', `${problem.line} |`)} ${excerpt}`)
    lines.push(`  ${paint('dim', `${gutter} |`)} ${blankOf(excerpt.slice(0, problem.excerpt.column - 1))}${paint('red', '^')}`)
  }
  if (problem.read !== undefined) lines.push(`  read:    ${printable(problem.read)}`)
  if (problem.allowed !== undefined) lines.push(`  allowed: ${printable(problem.allowed)}`)
  if (problem.suggestion !== undefined) lines.push(`  did you mean ${paint('green', printable(problem.suggestion))}?`)
  return lines.join('\n')
}

/** Writes all mistakes of a config for a person. */
export function formatProblems (file: string, problems: readonly Problem[], context: CliContext, paint: Paint): string {
  const shown = showPath(file, context)
  return `${problems.map((problem) => `${formatProblem(problem, shown, paint)}\n\n`).join('')}${count(problems.length, 'mistake')} in ${shown}\n`
}
