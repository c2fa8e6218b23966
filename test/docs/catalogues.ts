import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { DeliveryError } from '@kefuhub/contract'
import { listFiles, listPackages, readText, root } from '../support/repository.js'

/** One code of a catalogue. */
export interface CatalogueEntry {
  code: string
  /** The HTTP status that the error carries; a `DeliveryError` has none. */
  statusCode?: number
  /** The catalogue, relative to the repository. */
  file: string
}

type ErrorClass = new (...args: unknown[]) => Error & { code?: unknown, statusCode?: unknown }

/** Codes of the libraries below, which are not ours to explain. */
const FOREIGN = /^(?:FST|UND)_ERR_/
const CODE = /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_ERR(?:_[A-Z0-9]+)+\b/g

/** The sources of all packages, tests left out. */
function listSources (): string[] {
  return listPackages().flatMap(({ folder }) => listFiles(`${folder}/src`)).filter((path, index, all) => path.endsWith('.ts') && all.indexOf(path) === index)
}

function isErrorClass (value: unknown): value is ErrorClass {
  return typeof value === 'function' && value.prototype instanceof Error
}

/** The classes that a catalogue exports, by themselves or in an object. A base class that other classes extend has no code. */
function listClasses (module: Record<string, unknown>): ErrorClass[] {
  return Object.values(module)
    .flatMap((value) => typeof value === 'object' && value !== null ? Object.values(value) : [value])
    .filter(isErrorClass)
    .filter((found) => found !== DeliveryError as unknown)
}

/** All codes of all catalogues: every file `errors.ts` of a package's sources. */
export async function readCatalogues (): Promise<CatalogueEntry[]> {
  const entries: CatalogueEntry[] = []
  for (const file of listSources().filter((path) => path.endsWith('/errors.ts'))) {
    const module = await import(pathToFileURL(join(root, file)).href) as Record<string, unknown>
    for (const Class of listClasses(module)) {
      const { code, statusCode } = new Class('', [])
      entries.push({ code: String(code), file, ...(typeof statusCode === 'number' && { statusCode }) })
    }
  }
  return entries
}

/** The codes that stand in a text. */
export function findCodes (text: string): string[] {
  return [...new Set(text.match(CODE) ?? [])].filter((code) => !FOREIGN.test(code))
}

/** Every use of a code in the sources: the code and where it stands. */
export function listUses (): Array<{ code: string, file: string }> {
  return listSources().flatMap((file) => findCodes(readText(file)).map((code) => ({ code, file })))
}
