import './node-version.js'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildPackages } from './build.js'
import { installDependencies } from './dependencies.js'
import { root } from './packages.js'
import { followParent } from './parent.js'
import { runMain } from './step.js'

await runMain(async () => {
  process.chdir(root)
  followParent()
  await installDependencies()
  await buildPackages()
  const bin = join(root, 'core/bin/kefuhub.js')
  // The hub runs in this process, so that signals and exit codes are its own.
  process.argv.splice(1, 1, bin, 'start')
  await import(pathToFileURL(bin).href)
})
