import { readFileSync } from 'node:fs'

const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
const lowest = engines.node.replace(/^>=/, '')

/**
 * Tells whether version `a` is at least version `b`, both as `major.minor.patch`.
 * @param {string} a
 * @param {string} b
 * @returns {boolean}
 */
function isAtLeast (a, b) {
  const left = a.split('.').map(Number)
  const right = b.split('.').map(Number)
  for (const [index, part] of right.entries()) {
    const other = left[index] ?? 0
    if (other !== part) return other > part
  }
  return true
}

// Imported first by every command, so that an old Node says this and not a syntax error from deep inside.
if (!isAtLeast(process.versions.node, lowest)) {
  console.error(`kefuhub needs Node ${lowest} or newer, but this is Node ${process.versions.node} (${process.execPath}).`)
  console.error('Install a current LTS release from https://nodejs.org/ and run the same command again.')
  process.exit(1)
}
