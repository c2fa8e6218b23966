import { basename, resolve } from 'node:path'
import { Argument, type Command } from 'commander'
import type { CliContext } from './context.js'
import { showPath } from './report.js'

interface NewOptions { dir?: string }

/** As `@kefuhub/contract/scaffold` has them; that module is only loaded when the command runs. */
const KINDS = ['channel', 'crm', 'erp', 'notifier', 'feature'] as const

const AFTER_HELP = `
The new package lints, compiles and passes the conformance kit of its kind as it is. What is the platform's own is marked in it and
explained in its README.

Example:
  $ kefuhub new channel @acme/channel-telegram`

/** Adds `kefuhub new`: writes the package of a new plugin to begin with. */
export function register (program: Command, context: CliContext): void {
  program.command('new')
    .description('begin a plugin of your own')
    .addArgument(new Argument('<kind>', 'what it is').choices([...KINDS]))
    .argument('<name>', 'name of the package, with a scope or without')
    .option('-d, --dir <folder>', 'where to; default: a new folder with the name, without its scope')
    .addHelpText('after', AFTER_HELP)
    .action(async (kind: typeof KINDS[number], name: string, options: NewOptions) => {
      const { scaffold } = await import('@kefuhub/contract/scaffold')
      const dir = resolve(context.cwd, options.dir ?? basename(name))
      const files = await scaffold({ kind, name, dir })
      for (const file of files) context.stdout.write(`${file}\n`)
      context.stderr.write(`wrote ${files.length} files to ${showPath(dir, context)}\n\nNext:\n  cd ${showPath(dir, context)}\n  npm install\n  npm test\n`)
    })
}
