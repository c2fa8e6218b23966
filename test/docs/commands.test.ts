import type { Command } from 'commander'
import t from 'tap'
import { createProgram } from '../../core/src/cli/main.js'
import { listPackages } from '../support/repository.js'
import { listCommandLines, type CommandLine } from './command-lines.js'
import { parsePage, readPages } from './pages.js'

/** The program with all its commands, none of which does anything. */
async function createIdleProgram (): Promise<Command> {
  const silent = { isTTY: false, write: () => {} }
  const program = await createProgram({ argv: [], env: {}, cwd: '/', stdin: process.stdin, stdout: silent, stderr: silent, fetch, startedAt: 0, exitCode: 0 })
  const idle = (command: Command): void => {
    if (command.commands.length === 0) command.action(() => {})
    command.commands.forEach(idle)
  }
  idle(program)
  return program
}

/** Whether words name a command, down from the program. */
function isCommand (program: Command, words: readonly string[]): boolean {
  let command: Command | undefined = program
  for (const word of words) command = command?.commands.find((child) => child.name() === word)
  return command !== undefined
}

/** Why a command line is none that the program takes. */
async function findFault (program: Command, { args, isMention }: CommandLine): Promise<string | undefined> {
  if (isMention && isCommand(program, args)) return undefined
  try {
    await program.parseAsync(args, { from: 'user' })
    return undefined
  } catch (error) {
    const { exitCode, message } = error as { exitCode?: number, message: string }
    return exitCode === 0 ? undefined : message
  }
}

async function listFaults (lines: readonly CommandLine[]): Promise<string[]> {
  const program = await createIdleProgram()
  const faults: string[] = []
  for (const line of lines) {
    const fault = await findFault(program, line)
    if (fault !== undefined) faults.push(`${line.where} kefuhub ${line.args.join(' ')}: ${fault}`)
  }
  return faults
}

t.test('every command line of the hub that a page shows is one that it takes', async (t) => {
  const lines = readPages().flatMap(listCommandLines)
  t.ok(lines.some(({ isMention }) => !isMention))
  t.ok(lines.some(({ isMention }) => isMention))
  t.strictSame(await listFaults(lines), [])
})

t.test('a command line that the hub would refuse is found', async (t) => {
  const page = parsePage('page.md', `
Say \`kefuhub begin\`, \`kefuhub replay\`, \`kefuhub start --rule web\` and not \`/etc/kefuhub/hub.yaml\`.

\`\`\`sh
cd kefuhub && npx kefuhub replay | jq .
sudo -u kefuhub node core/bin/kefuhub.js token create \\
  reports --role boss
npm start -- --port 3001
npm start -- --prot 3001
FORCE=1 kefuhub check --json > out   # kefuhub is not called here
\`\`\`

\`\`\`ini
ExecStart=/usr/bin/node core/bin/kefuhub.js start --config
\`\`\`

\`\`\`text
Examples:
  $ kefuhub plugins      lists them
  $ kefuhub plugin       does not
\`\`\`
`)
  t.match(await listFaults(listCommandLines(page)), [
    /kefuhub replay: .*--since/,
    /kefuhub token create reports --role boss: .*administrator, leader, agent/,
    /kefuhub start --prot 3001: [^]*--port/,
    /kefuhub start --config: .*argument missing/,
    /kefuhub plugin: [^]*plugins/,
    /kefuhub begin: .*unknown command/,
    /kefuhub start --rule web: [^]*--role/
  ])
})

t.test('every program of ours that a page calls exists', async (t) => {
  const commands = new Map(listPackages().flatMap(({ manifest }) => Object.entries<string>(manifest.bin ?? {})))
  const files = new Set(listPackages().flatMap(({ folder, manifest }) => Object.values<string>(manifest.bin ?? {}).map((file) => `${folder}/${file.replace('./', '')}`)))
  const text = readPages().map((page) => page.text).join('\n')
  const named = [...text.matchAll(/\bnpx (?!kefuhub\b)(kefuhub-[\w-]+)/g)].map(([, name]) => name ?? '')
  t.strictSame(named.filter((name) => !commands.has(name)), [])
  const called = [...text.matchAll(/\b((?:core|plugins\/[\w-]+)\/bin\/[\w-]+\.js)/g)].map(([, file]) => file ?? '')
  t.ok(called.length > 0)
  t.strictSame(called.filter((file) => !files.has(file)), [])
})
