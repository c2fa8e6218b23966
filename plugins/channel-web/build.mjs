import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build, transform } from 'esbuild'

/** Most bytes that the widget may cost a visitor, as gzip. */
const maxBytes = 20 * 1024

/** A style sheet as a text in the script, without what only people need. */
const styles = {
  name: 'styles',
  setup ({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, 'utf8'), { loader: 'css', minify: true })
      return { contents: code.trim(), loader: 'text' }
    })
  }
}

const outfile = fileURLToPath(new URL('dist/widget.js', import.meta.url))

const result = await build({
  entryPoints: [fileURLToPath(new URL('widget/index.ts', import.meta.url))],
  outfile,
  bundle: true,
  minify: true,
  target: 'es2020',
  format: 'iife',
  charset: 'utf8',
  plugins: [styles],
  // widget/tsconfig.json is for the type check; esbuild needs none of it.
  tsconfigRaw: '{}',
  write: false
})

const widget = result.outputFiles[0].contents
const bytes = gzipSync(widget, { level: 9 }).length
console.log(`widget.js: ${(widget.length / 1024).toFixed(1)} KB, ${(bytes / 1024).toFixed(1)} KB as gzip`)
if (bytes > maxBytes) throw new Error(`widget.js has ${bytes} bytes as gzip, more than ${maxBytes}: leave something out or raise the limit on purpose`)

await mkdir(dirname(outfile), { recursive: true })
await writeFile(outfile, widget)
