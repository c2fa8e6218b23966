import { register } from 'node:module'

// For `--import`: the process reads TypeScript from then on, each file translated once for all processes.
register('./typescript-hooks.js', import.meta.url)
