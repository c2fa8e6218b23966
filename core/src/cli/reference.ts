import { Command } from 'commander'
import { createProgram } from './main.js'
import type { CliContext } from './context.js'

const INTRODUCTION = `# Command line

\`kefuhub\` stands in the package \`@kefuhub/core\`; in a clone of the repository \`npx kefuhub\` runs it. This page is made from the
program's own help.
`

function helpOf (command: Command): string {
  let text = ''
  command.configureOutput({ writeOut: (part) => { text += part }, getOutHasColors: () => false, getOutHelpWidth: () => 100 })
  command.outputHelp()
  return text.trimEnd()
}

function describe (command: Command, parents: string): string[] {
  const title = `${parents}${command.name()}`
  return [`## ${title}\n\n\`\`\`text\n${helpOf(command)}\n\`\`\`\n`, ...command.commands.flatMap((child) => describe(child, `${title} `))]
}

/** Writes `docs/Reference/cli.md` from the help of the program and all its commands. */
export async function describeCli (context: CliContext): Promise<string> {
  const program = await createProgram({ ...context, argv: [] })
  return [INTRODUCTION, ...describe(program, '')].join('\n')
}
