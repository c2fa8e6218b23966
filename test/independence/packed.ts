import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import ts from 'typescript'
import { cleanEnvironment } from '../support/project.js'
import { listPackages, root } from '../support/repository.js'

const run = promisify(execFile)

/** A package as it would be published. */
export interface Packed {
  name: string
  manifest: Record<string, any>
  /** Where its sources are, and what was built of them: absolute, and the same but for a package outside of the workspaces. */
  source: string
  built: string
  /** Absolute path of the file that `npm pack` made. */
  tarball: string
  /** What is in that file, relative to the package. */
  files: string[]
  /** The folder, relative to the package, to which its `src` was compiled. */
  compiled: string
}

/** The program and first arguments that run npm: the one that runs the tests, where there is one. */
export const npm: readonly [string, ...string[]] = process.env['npm_execpath'] === undefined ? ['npm'] : [process.execPath, process.env['npm_execpath']]

/** What a stranger's commands see of this run's environment: nothing but how npm is configured. */
export const strangersEnvironment: NodeJS.ProcessEnv = Object.fromEntries(Object.entries({ ...process.env, ...cleanEnvironment, ...npmConfig() }).filter(([, value]) => value !== undefined))

function npmConfig (): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => /^npm_config_(?!workspace|local_prefix)/i.test(name))
  return { ...Object.fromEntries(own), npm_config_update_notifier: 'false' }
}

/** Packs every workspace package. @param folder where the tarballs go */
export async function packWorkspaces (folder: string): Promise<Packed[]> {
  const packed = await pack(root, folder, ['--workspaces'])
  return listPackages().map(({ path, manifest }) => toPacked(packed, folder, { source: path, built: path, manifest }))
}

/** Compiles and packs a package that stands outside of the workspaces. @param source its folder, which stays as it is */
export async function packStranger (source: string, folder: string): Promise<Packed> {
  const copy = join(folder, 'stranger')
  cpSync(source, copy, { recursive: true })
  const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'))
  compile(join(copy, 'src'), join(copy, compiledOf(manifest)))
  return toPacked(await pack(copy, folder, []), folder, { source, built: copy, manifest })
}

/** Compiles every TypeScript file of a folder as it stands, without looking at types, and copies all others. @param isWanted by the path in the folder */
export function compile (from: string, to: string, isWanted: (path: string) => boolean = () => true): void {
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    const inside = path.slice(from.length + 1)
    if (!entry.isFile() || !isWanted(inside)) continue
    mkdirSync(join(to, inside, '..'), { recursive: true })
    if (!inside.endsWith('.ts')) cpSync(path, join(to, inside))
    else writeFileSync(join(to, inside.replace(/\.ts$/, '.js')), toJavaScript(path))
  }
}

function toJavaScript (path: string): string {
  const compilerOptions = { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true }
  return ts.transpileModule(readFileSync(path, 'utf8'), { compilerOptions }).outputText
}

/** The modules that a JavaScript file asks for, those of `import()` too. */
export function readImports (path: string): string[] {
  return ts.preProcessFile(readFileSync(path, 'utf8'), true, true).importedFiles.map(({ fileName }) => fileName)
}

/** The package of a module, `@scope/name` of `@scope/name/file`. */
export function packageOf (module: string): string { return module.split('/').slice(0, module.startsWith('@') ? 2 : 1).join('/') }

type Report = Array<{ name: string, filename: string, files: Array<{ path: string }> }>

async function pack (cwd: string, folder: string, args: string[]): Promise<Report> {
  const [program, ...first] = npm
  const { stdout } = await run(program, [...first, 'pack', ...args, '--pack-destination', folder, '--ignore-scripts', '--json'], { cwd, env: strangersEnvironment, maxBuffer: 64 * 1024 * 1024 })
  return JSON.parse(stdout)
}

function toPacked (report: Report, folder: string, from: Pick<Packed, 'source' | 'built' | 'manifest'>): Packed {
  const { name } = from.manifest as { name: string }
  const { filename, files } = report.find((each) => each.name === name) as Report[number]
  return { ...from, name, tarball: join(folder, filename), files: files.map(({ path }) => path), compiled: compiledOf(from.manifest) }
}

function compiledOf ({ exports }: Record<string, any>): string {
  return join(typeof exports === 'string' ? exports : exports['.'].default, '..')
}
