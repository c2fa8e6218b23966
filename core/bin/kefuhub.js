#!/usr/bin/env node
import { existsSync } from 'node:fs'

const main = new URL('../dist/cli/main.js', import.meta.url)
if (!existsSync(main)) {
  console.error('kefuhub is not built yet. Run `npm run build` (or `npm start`, which builds first).')
  process.exit(1)
}
await import(main.href)
