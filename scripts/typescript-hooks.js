import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { root } from './packages.js'

/**
 * Module hooks that translate TypeScript without checking it. A suite imports hundreds of files, so what was translated is kept for
 * every process after it, by its content.
 */

/** @typedef {typeof import('typescript')} TypeScript */

const require = createRequire(import.meta.url)
const folder = join(root, 'node_modules/.cache/kefuhub/typescript')
const { version } = /** @type {{ version: string }} */ (require('typescript/package.json'))

mkdirSync(folder, { recursive: true })

/**
 * @param {string} file
 * @param {string} text
 */
function translate (file, text) {
  const { transpileModule, ModuleKind, ScriptTarget, JsxEmit } = /** @type {TypeScript} */ (require('typescript'))
  const compilerOptions = {
    module: ModuleKind.ESNext, target: ScriptTarget.ES2023, jsx: JsxEmit.ReactJSX, verbatimModuleSyntax: true, inlineSourceMap: true, inlineSources: true
  }
  return transpileModule(text, { fileName: file, compilerOptions }).outputText
}

/**
 * @param {string} file
 * @returns {string} JavaScript
 */
function read (file) {
  const text = readFileSync(file, 'utf8')
  const kept = join(folder, `${createHash('sha256').update(`${version}\n${file}\n${text}`).digest('hex')}.js`)
  try {
    return readFileSync(kept, 'utf8')
  } catch {
    const translated = translate(file, text)
    // Another process may be at the same file: whoever comes second replaces it by the same.
    const draft = `${kept}.${process.pid}`
    writeFileSync(draft, translated)
    renameSync(draft, kept)
    return translated
  }
}

/** @type {import('node:module').ResolveHook} */
export async function resolve (specifier, context, next) {
  const isRelative = /^\.\.?\/.*\.js$/.test(specifier) && /\.tsx?$/.test(context.parentURL ?? '')
  if (isRelative) {
    const stem = new URL(specifier, context.parentURL).href.slice(0, -'.js'.length)
    const url = ['.ts', '.tsx'].map((ending) => stem + ending).find((found) => existsSync(fileURLToPath(found)))
    if (url !== undefined) return { url, format: 'module', shortCircuit: true }
  }
  return await next(specifier, context)
}

/** @type {import('node:module').LoadHook} */
export async function load (url, context, next) {
  if (!/^file:.*\.tsx?$/.test(url)) return await next(url, context)
  return { format: 'module', source: read(fileURLToPath(url)), shortCircuit: true }
}
