import { Value } from 'typebox/value'

// Run where a plugin is installed: starts the platform that `PACKAGE/simulator` brings, and prints the options with which the plugin reaches it.
const [name, options] = process.argv.slice(2)
const [{ default: plugin }, { default: simulator }] = await Promise.all([import(name), import(`${name}/simulator`)])
const system = await simulator.start(Value.Default(plugin.options, JSON.parse(options)))
console.log(`ready ${JSON.stringify(system.options)}`)
process.once('SIGTERM', async () => await system.close())
