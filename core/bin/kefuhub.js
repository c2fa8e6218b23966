#!/usr/bin/env node
import { existsSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'

// Loading modules would double V8's heap for young objects four times, and V8 never gives it back: a sixth of an idle hub.
setFlagsFromString('--semi-space-growth-factor=1')

const entry = new URL('../dist/cli/main.js', import.meta.url)
if (!existsSync(entry)) {
  console.error('kefuhub is not built yet. Run `npm run build` (or `npm start`, which builds first).')
  process.exit(1)
}
const { main } = await import(entry.href)
process.exitCode = await main()
