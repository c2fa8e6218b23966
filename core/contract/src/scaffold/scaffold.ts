import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { scaffoldErrors } from './errors.js'
import { SCAFFOLD_KINDS, type ScaffoldKind } from './kind.js'
import { MAJOR, toManifest } from './manifest.js'
import { parsePluginName } from './plugin-name.js'

/** The folders of templates that a kind is made of; a later one goes over an earlier. */
const LAYERS: Record<ScaffoldKind, string[]> = {
  channel: ['common', 'channel'],
  crm: ['common', 'rest', 'crm'],
  erp: ['common', 'rest', 'erp'],
  notifier: ['common', 'rest', 'notifier'],
  feature: ['common', 'feature']
}

const TEMPLATES = fileURLToPath(new URL('../../templates/', import.meta.url))
/** Ends the name of a template that a tool would take for its own. */
const SUFFIX = '.template'

/** What to begin. */
export interface ScaffoldOrder {
  kind: ScaffoldKind
  /** Of the package, with a scope or without, for example `@acme/channel-telegram`. */
  name: string
  /** Where; a folder that is new or empty. */
  dir: string
}

/**
 * Writes a new plugin: a package that lints, compiles and passes the conformance kit of its kind as it is.
 * @returns the files, relative to the folder
 * @throws KH_ERR_SCAFFOLD_KIND, KH_ERR_SCAFFOLD_NAME, KH_ERR_SCAFFOLD_TAKEN
 */
export async function scaffold ({ kind, name, dir }: ScaffoldOrder): Promise<string[]> {
  if (!SCAFFOLD_KINDS.includes(kind)) throw new scaffoldErrors.KH_ERR_SCAFFOLD_KIND(kind, SCAFFOLD_KINDS.join(', '))
  const parsed = parsePluginName(name, kind)
  if (!await isFree(dir)) throw new scaffoldErrors.KH_ERR_SCAFFOLD_TAKEN(dir)

  const places: Record<string, string> = {
    PACKAGE: parsed.package, PLUGIN: parsed.plugin, ID: parsed.id, TITLE: parsed.title, ENV: parsed.env, KIND: kind, MAJOR
  }
  const files = new Map([['package.json', toManifest(parsed, kind)]])
  for (const layer of LAYERS[kind]) {
    const folder = join(TEMPLATES, layer)
    for (const path of await listFiles(folder)) {
      const text = await readFile(join(folder, path), 'utf8')
      files.set(path.endsWith(SUFFIX) ? path.slice(0, -SUFFIX.length) : path, fill(text, places))
    }
  }
  for (const [path, text] of files) {
    await mkdir(dirname(join(dir, path)), { recursive: true })
    await writeFile(join(dir, path), text, { flag: 'wx' })
  }
  return [...files.keys()].sort()
}

function fill (text: string, places: Record<string, string>): string {
  return text.replace(/__([A-Z]+)__/g, (whole, place: string) => places[place] ?? whole)
}

async function isFree (dir: string): Promise<boolean> {
  try {
    return (await readdir(dir)).length === 0
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
  }
}

/** All files below a folder, relative to it, with forward slashes. */
async function listFiles (folder: string, below = ''): Promise<string[]> {
  const entries = await readdir(join(folder, below), { withFileTypes: true })
  const found = await Promise.all(entries.map(async (entry) => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    return entry.isDirectory() ? await listFiles(folder, path) : [path]
  }))
  return found.flat()
}
