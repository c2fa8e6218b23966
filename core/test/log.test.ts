import t from 'tap'
import { createLog } from '../src/log.js'

t.test('no secret is in a line, however it was written', async (t) => {
  const lines: string[] = []
  const log = createLog({ level: 'info', secrets: ['s3cr"et', 'a b/c?'], destination: { write: (line: string) => { lines.push(line) } } })
  log.info({ url: 'https://x/?token=' + encodingOf('a b/c?'), body: { deep: 's3cr"et' } }, 'sent s3cr"et')
  log.error({ err: new Error('refused a b/c?') }, 'failed')
  t.equal(lines.length, 2)
  for (const line of lines) {
    t.notMatch(line, /s3cr|a b\/c|a%20b/)
    t.match(line, /•••/)
    t.match(JSON.parse(line), { time: String, level: String })
  }
})

function encodingOf (text: string): string { return encodeURIComponent(text) }
