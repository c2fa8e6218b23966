import type { Page } from './pages.js'

/** A command line of the hub that a page shows. */
export interface CommandLine {
  /** Page and line. */
  where: string
  /** What stands behind the name of the program. */
  args: string[]
  /** Whether it stands in a sentence, where the bare name of a command may stand for all its uses. */
  isMention: boolean
}

/** Everything at which the arguments of a command end. */
const OPERATOR = /^(?:[|&;<>]|\d>)/
/** Kinds of blocks whose lines are commands. */
const SHELL = new Set(['sh', 'bash', 'ini'])

/** The words of a shell line up to its comment; quotes hold words together. */
function splitWords (line: string): string[] {
  const words = [...line.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) => word.replace(/^(["'])(.*)\1$/, '$2'))
  const comment = words.findIndex((word) => word.startsWith('#'))
  return comment === -1 ? words : words.slice(0, comment)
}

/** How many words from `at` on name the program; 0 where none does. */
function countName (words: readonly string[], at: number): number {
  const [word = '', ...rest] = words.slice(at)
  if (/(?:^|\/)bin\/kefuhub\.js$/.test(word)) return 1
  if (word === 'npm' && rest[0] === 'start' && rest[1] === '--') return 3
  const before = words[at - 1]
  const isFirst = before === undefined || before === 'npx' || before === '$' || OPERATOR.test(before) || /^[A-Z_]+=/.test(before)
  return word === 'kefuhub' && isFirst ? 1 : 0
}

function listInWords (words: readonly string[]): string[][] {
  return words.flatMap((word, at) => {
    const count = countName(words, at)
    if (count === 0) return []
    const rest = words.slice(at + count)
    const end = rest.findIndex((next) => OPERATOR.test(next))
    const args = end === -1 ? rest : rest.slice(0, end)
    return [word === 'npm' ? ['start', ...args] : args]
  })
}

/** The lines of a shell block, those that a backslash continues as one. Of help texts, which the program writes, the examples. */
function listLines (info: string, text: string): string[] {
  // systemd writes the name of an instance, here a port, in place of %i.
  if (SHELL.has(info)) return text.replace(/\\\n/g, ' ').replaceAll('%i', '3000').split('\n')
  return text.split('\n').filter((line) => /^ *\$ /.test(line)).map((line) => line.trim().split(/ {2,}/)[0] ?? '')
}

/** Every command line of the hub that a page shows: in blocks, and as code inside of sentences. */
export function listCommandLines (page: Page): CommandLine[] {
  const inBlocks = page.fences.flatMap(({ info, text, line }) => listLines(info, text)
    .flatMap((written) => listInWords(splitWords(written)))
    .map((args) => ({ where: `${page.path}:${line}`, args, isMention: false })))
  const inSentences = page.prose.flatMap((line, index) => [...line.matchAll(/`([^`]+)`/g)]
    .flatMap(([, code = '']) => listInWords(splitWords(code)))
    .map((args) => ({ where: `${page.path}:${index + 1}`, args, isMention: true })))
  return [...inBlocks, ...inSentences].filter(({ args }) => args.length > 0)
}
