import { copyFileSync, linkSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startProcess, type TestProcess } from '../support/process.js'
import type { TestScope } from '../support/scope.js'
import { npm, strangersEnvironment } from './packed.js'

const INSTALL_WITHIN_MS = 240_000

/** A folder outside of the repository, in which nothing is but what is put there. */
export interface Place {
  path: string
  write (file: string, content: string): void
  /** Installs packages, as ranges or tarballs by name, beside those that are there. @throws Error that says so when the registry is out of reach */
  install (packages: Record<string, string>): Promise<void>
  /** Starts this Node there, with nothing of this run in its environment. */
  run (...args: string[]): TestProcess
  /** What is installed there, in a place of its own: as if it had been installed there, but sooner. */
  repeat (t: TestScope): Place
}

/** Makes an empty folder, gone with the test. */
export function openPlace (t: TestScope, installed: Record<string, string> = {}): Place {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'kefuhub-independence-')))
  t.teardown(() => rmSync(path, { recursive: true, force: true, maxRetries: 3 }))
  // What a child would get of this process beside what is given.
  const env = { ...Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined])), ...strangersEnvironment }
  const dependencies = { ...installed }
  const write = (file: string, content: string): void => {
    mkdirSync(join(path, file, '..'), { recursive: true })
    writeFileSync(join(path, file), content)
  }
  return {
    path,
    write,
    run: (...args) => startProcess(t, args, { cwd: path, env }),
    async install (packages) {
      Object.assign(dependencies, packages)
      write('package.json', JSON.stringify({ name: 'a-hub', private: true, type: 'module', dependencies }))
      const [command, ...first] = npm
      // Without scripts: what has native parts must come with them. And where there is no registry, that is to be known soon.
      const args = [...first, 'install', '--ignore-scripts', '--prefer-offline', '--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=1000', '--no-audit', '--no-fund', '--loglevel=error']
      const install = startProcess(t, args, { command, cwd: path, env })
      const timer = setTimeout(install.kill, INSTALL_WITHIN_MS)
      const { code, signal } = await install.ended
      clearTimeout(timer)
      if (code !== 0) throw new Error(explain(install.output(), signal))
    },
    repeat (t) {
      const other = openPlace(t, dependencies)
      copyFileSync(join(path, 'package-lock.json'), join(other.path, 'package-lock.json'))
      linkFiles(join(path, 'node_modules'), join(other.path, 'node_modules'))
      return other
    }
  }
}

/** Has every file of a folder in a second place, too. npm replaces files and changes none but its own record. */
function linkFiles (from: string, to: string): void {
  mkdirSync(to)
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [here, there] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) linkFiles(here, there)
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(here), there)
    else if (entry.name === '.package-lock.json') copyFileSync(here, there)
    else linkSync(here, there)
  }
}

function explain (output: string, signal: string | null): string {
  const [reason = signal] = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED|E[45]\d\d)\b/.exec(output) ?? []
  return reason === null
    ? `npm could not install what the package asks for:\n${output}`
    : `npm got no packages from the registry that it is configured for (${reason}). This test installs them from there and cannot do without.`
}
