import { serve } from '../src/server/serve.js'

/** A process that serves a folder until it is killed. */
const log = { warn: console.error, error: console.error }
const { url } = await serve(process.argv[2]!, { log })
console.log(`ready ${url}`)
