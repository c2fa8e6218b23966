import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { readText, root } from './repository.js'
import type { TestScope } from './scope.js'

/** A small repository with the real scripts and the installed packages, gone when the test ends. */
export interface Project {
  path: string
  /** Writes a file, making its folders. */
  write: (path: string, content: string) => void
}

/**
 * Makes a repository in a temporary folder, in which the scripts can be run without touching this one.
 * @param files content by path
 */
export function makeProject (t: TestScope, files: Record<string, string>): Project {
  const path = mkdtempSync(join(tmpdir(), 'kefuhub-project-'))
  t.teardown(() => rmSync(path, { recursive: true, force: true }))
  for (const name of ['package.json', 'tsconfig.base.json', '.taprc']) cpSync(join(root, name), join(path, name))
  mkdirSync(join(path, 'scripts'))
  for (const name of readdirSync(join(root, 'scripts'))) {
    if (name.endsWith('.js')) cpSync(join(root, 'scripts', name), join(path, 'scripts', name))
  }
  // A folder of links and not one link, so that what the scripts keep in node_modules stays here.
  mkdirSync(join(path, 'node_modules'))
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name !== '.cache') symlinkSync(join(root, 'node_modules', name), join(path, 'node_modules', name))
  }
  const write = (file: string, content: string) => {
    mkdirSync(dirname(join(path, file)), { recursive: true })
    writeFileSync(join(path, file), content)
  }
  // By this lock file everything is installed already.
  const manifests = Object.entries(files).filter(([file]) => file.endsWith('/package.json')).map(([file, content]) => [dirname(file), JSON.parse(content)])
  write('package-lock.json', JSON.stringify({ lockfileVersion: 3, packages: { '': JSON.parse(readText('package.json')), ...Object.fromEntries(manifests) } }))
  for (const [file, content] of Object.entries(files)) write(file, content)
  return { path, write }
}

/** An environment for a script in which nothing of the run around it is left. */
export const cleanEnvironment: Record<string, string | undefined> = {
  ...Object.fromEntries(Object.keys(process.env)
    .filter((name) => /^(_?TAP|npm_|KEFUHUB_)/.test(name))
    .map((name) => [name, undefined])),
  NODE_OPTIONS: undefined
}
