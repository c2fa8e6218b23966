import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

/** Below this the headers weigh more than what is saved. */
const MIN_BYTES = 1024

/** Puts a packed copy beside every file that grows smaller by it, so that the hub packs nothing while it serves. */
export function precompress (): Plugin {
  let folder = ''
  return {
    name: 'precompress',
    apply: 'build',
    configResolved ({ root, build }) { folder = resolve(root, build.outDir) },
    async closeBundle () {
      const names = await readdir(folder, { recursive: true })
      await Promise.all(names.filter((name) => /\.(js|css|svg)$/.test(name)).map(async (name) => { await pack(join(folder, name)) }))
    }
  }
}

async function pack (file: string): Promise<void> {
  const bytes = await readFile(file)
  if (bytes.length < MIN_BYTES) return
  // Browsers ask for brotli over TLS only.
  await writeFile(`${file}.br`, await promisify(brotliCompress)(bytes))
  await writeFile(`${file}.gz`, await promisify(gzip)(bytes, { level: 9 }))
}
