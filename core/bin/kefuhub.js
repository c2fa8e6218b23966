#!/usr/bin/env node
import { existsSync } from 'node:fs'

const entry = new URL('../dist/cli/main.js', import.meta.url)
if (!existsSync(entry)) {
  console.error('kefuhub is not built yet. Run `npm run build` (or `npm start`, which builds first).')
  process.exit(1)
}
const { main } = await import(entry.href)
process.exitCode = await main()
