import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../../../..')
const contract = join(root, 'core/contract')
const tsc = join(root, 'node_modules/typescript/bin/tsc')

/** What of a run around this one a stranger's commands must not see. */
const env = { ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(_?TAP|npm_|KEFUHUB_|NODE_OPTIONS$)/.test(name))), npm_config_offline: 'true', npm_config_update_notifier: 'false' }

/** A folder outside of the repository, in which plugins are made as strangers make them. */
export interface Workshop {
  path: string
  /** Does what `npm install` does in a folder that wants the contract: puts the packed one there, and links to everything else. */
  install (folder: string): void
  /** Runs a command line. @returns what it wrote @throws Error with what it wrote */
  shell (command: string, cwd?: string): Promise<string>
}

/** Opens a workshop and packs the contract for it. */
export async function openWorkshop (t: { teardown (close: () => void): unknown }): Promise<Workshop> {
  const path = mkdtempSync(join(tmpdir(), 'kefuhub-workshop-'))
  t.teardown(() => rmSync(path, { recursive: true, force: true }))
  const packed = await packContract(join(path, '.packed'))
  return {
    path,
    install (folder) {
      const modules = join(folder, 'node_modules')
      mkdirSync(join(modules, '@kefuhub'), { recursive: true })
      for (const name of readdirSync(join(root, 'node_modules'))) {
        if (name !== '@kefuhub' && name !== '.cache' && !existsSync(join(modules, name))) symlinkSync(join(root, 'node_modules', name), join(modules, name))
      }
      const installed = join(modules, '@kefuhub/contract')
      cpSync(packed, installed, { recursive: true })
      for (const { name, path } of listNested()) {
        mkdirSync(dirname(join(installed, 'node_modules', name)), { recursive: true })
        symlinkSync(path, join(installed, 'node_modules', name))
      }
    },
    async shell (command, cwd = path) {
      try {
        const { stdout, stderr } = await run('sh', ['-ec', command], { cwd, env, maxBuffer: 64 * 1024 * 1024 })
        return stdout + stderr
      } catch (error) {
        const { stdout, stderr } = error as { stdout: string, stderr: string }
        throw new Error(`${command}\n${stdout.slice(-20_000)}${stderr.slice(-5000)}`, { cause: error })
      }
    }
  }
}

/** The dependencies of the contract of which another version stands beside it. */
function listNested (): Array<{ name: string, path: string }> {
  const { dependencies } = JSON.parse(readFileSync(join(contract, 'package.json'), 'utf8')) as { dependencies: Record<string, string> }
  return Object.keys(dependencies).flatMap((name) => {
    const path = [contract, dirname(contract)].map((folder) => join(folder, 'node_modules', name)).find((path) => existsSync(path))
    return path === undefined ? [] : [{ name, path }]
  })
}

/** Packs the contract as it would be published. @returns the folder of what is in the tarball */
async function packContract (folder: string): Promise<string> {
  const staged = join(folder, 'staged')
  mkdirSync(staged, { recursive: true })
  for (const name of ['package.json', 'README.md', 'bin', 'templates']) cpSync(join(contract, name), join(staged, name), { recursive: true })
  if (isBuilt(join(contract, 'src'), join(contract, 'dist'))) {
    cpSync(join(contract, 'dist'), join(staged, 'dist'), { recursive: true })
  } else {
    await run(process.execPath, [tsc, '-p', contract, '--outDir', join(staged, 'dist'), '--composite', 'false', '--sourceMap', 'false', '--noCheck'], { env })
  }
  const { stdout } = await run('npm', ['pack', staged, '--pack-destination', folder, '--silent', '--ignore-scripts'], { env })
  await run('tar', ['-xzf', join(folder, stdout.trim()), '-C', folder])
  return join(folder, 'package')
}

/** Whether every source is older than what was made of it. */
function isBuilt (sources: string, dist: string): boolean {
  return existsSync(dist) && readdirSync(sources, { withFileTypes: true }).every((entry) => {
    if (entry.isDirectory()) return isBuilt(join(sources, entry.name), join(dist, entry.name))
    const made = join(dist, entry.name.replace(/\.ts$/, '.js'))
    return existsSync(made) && statSync(made).mtimeMs >= statSync(join(sources, entry.name)).mtimeMs
  })
}
