import { readFileSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { root } from '../../scripts/packages.js'

export { listPackages, root } from '../../scripts/packages.js'

// Not ours, not kept, or not text.
const ignored = new Set(['node_modules', 'dist', '.git', '.tap', '.tsimp', 'data', 'secrets', 'package-lock.json'])

/**
 * Lists the repository's own files under a folder, as paths relative to the repository with forward slashes.
 * @param folder relative to the repository; all of it by default
 */
export function listFiles (folder = ''): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => !ignored.has(entry.name) && !entry.name.endsWith('.tsbuildinfo'))
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return listFiles(path)
      return entry.isFile() ? [relative(root, join(root, path)).replaceAll('\\', '/')] : []
    })
}

/** Reads a file of the repository as text. */
export function readText (path: string): string {
  return readFileSync(join(root, path), 'utf8')
}
