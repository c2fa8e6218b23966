import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { CliContext } from './context.js'
import { createPaint } from './paint.js'

const AFTER_HELP = `
Starts a hub on a throw-away store and a simulator of the WeChat platform, both on 127.0.0.1, and ends by itself.
The config may use \${env:KEFUHUB_DEMO_FOLDER} for the store and \${env:KEFUHUB_DEMO_PLATFORM} as the platform's address.`

/** Adds `kefuhub demo`: a customer's question through the whole hub, with nothing real at the other end. */
export function register (program: Command, context: CliContext): void {
  program.command('demo')
    .description('show the way of a message against a simulated platform')
    .option('-c, --config <file>', 'config of the demo', 'config/demo.yaml')
    .addHelpText('after', AFTER_HELP)
    .action(async (options: { config: string }) => {
      const paint = createPaint(context.stdout, context)
      const say = (line: string): void => { context.stdout.write(`${line}\n`) }
      say(paint('bold', 'kefuhub demo'))
      // The hub and the platform take their time to load, which the help of other commands should not wait for.
      const { playDemo } = await import('./demo-play.js')
      await playDemo(resolve(context.cwd, options.config), context.env, say)
      say(paint('green', 'Everything arrived, was kept, answered and delivered.'))
    })
}
