import { dirname, resolve } from 'node:path'
import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { CONFIG_OPTION, findConfigFile, type CliContext } from './context.js'
import { showPath } from './report.js'

interface SchemaOptions { config?: string, output?: string }

const AFTER_HELP = `
Knows the options of all plugins that are installed above the config file or above the hub. Editors with the YAML
language server complete and check the config when its first line says

  # yaml-language-server: $schema=./hub.schema.json

Example:
  $ kefuhub schema --output config/hub.schema.json`

/** Adds `kefuhub schema`: writes the JSON schema of the whole config with the options of the installed plugins. */
export function register (program: Command, context: CliContext): void {
  program.command('schema')
    .description('write the JSON schema of the config with the options of the installed plugins')
    .option(...CONFIG_OPTION)
    .option('-o, --output <file>', 'write to a file instead of standard output')
    .addHelpText('after', AFTER_HELP)
    .action(async (options: SchemaOptions) => {
      const { createEditorSchema } = await import('../config/editor-schema.js')
      const { discoverPlugins } = await import('../config/package.js')
      const { loadPlugin } = await import('../config/plugin.js')
      const dir = dirname(findConfigFile(options.config, context))
      const loaded = await Promise.all(discoverPlugins(dir).filter(({ kind }) => kind !== 'store').map(async ({ name }) => {
        try {
          const { module } = await loadPlugin(name, dir)
          return module.kind === 'store' ? [] : [{ use: name, title: module.title.en, options: module.options }]
        } catch (error) {
          context.stderr.write(`left out ${name}: ${(error as Error).message}\n`)
          return []
        }
      }))
      const text = `${JSON.stringify(createEditorSchema(loaded.flat()), null, 2)}\n`
      if (options.output === undefined) return context.stdout.write(text)
      const file = resolve(context.cwd, options.output)
      await writeFile(file, text)
      context.stderr.write(`wrote ${showPath(file, context)}\n`)
    })
}
