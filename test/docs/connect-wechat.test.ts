import t from 'tap'
import { ROWS } from '../../plugins/channel-wechat/src/api/verdict.js'
import { LIMITS, REPLY_WINDOWS } from '../../plugins/channel-wechat/src/facts.js'
import { Options } from '../../plugins/channel-wechat/src/options.js'
import { readPage } from './pages.js'

const page = readPage('docs/Guides/connect-wechat.md')

/** The table rows below a heading, without the head. */
function rowsBelow (heading: string): string[][] {
  const from = page.prose.indexOf(heading) + 1
  const length = page.prose.slice(from).findIndex((line) => line.startsWith('## '))
  return page.prose.slice(from, length === -1 ? undefined : from + length)
    .filter((line) => line.startsWith('|')).slice(2)
    .map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()))
}

t.test('the guide tells the reply windows that the channel has', async (t) => {
  const told = rowsBelow('## What the reply windows mean').map(([, sends, time]) => [Number(sends), time])
  const wording: Record<number, string> = { [48 * 3_600_000]: '48 hours', 60_000: '1 minute' }
  t.strictSame(told, Object.values(REPLY_WINDOWS).map(({ sends, durationMs }) => [sends, wording[durationMs]]))
})

t.test('the guide tells the bounds that the channel has', async (t) => {
  const told = Object.fromEntries(rowsBelow('## What can be sent').map(([content = '', bounds]) => [content, bounds]))
  t.match(told['text'], `${LIMITS.textMaxBytes} bytes`)
  t.match(told['image'], `${LIMITS.imageMaxBytes / 1024 / 1024} MiB`)
  t.match(told['voice'], `${LIMITS.voiceMaxBytes / 1024 / 1024} MiB, ${LIMITS.voiceMaxDurationMs / 1000} s`)
  t.match(told['video'], `${LIMITS.videoMaxBytes / 1024 / 1024} MiB`)
})

t.test('the guide explains every code of WeChat that the channel knows, once, and no other', async (t) => {
  const told = rowsBelow('## Codes of WeChat').flatMap(([codes = '']) => codes.split(',').map(Number))
  t.strictSame(told.sort((a, b) => a - b), ROWS.map(({ code }) => code).sort((a, b) => a - b))
})

t.test('the guide names every option of the channel, and no other', async (t) => {
  const options = Object.keys(Options.properties)
  const named = new Set(page.text.match(/[A-Za-z]+/g))
  t.strictSame(options.filter((name) => !named.has(name)), [])
  const rows = rowsBelow('## More options').flatMap(([names = '']) => [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name))
  t.ok(rows.length > 0)
  t.strictSame(rows.filter((name) => !options.includes(name ?? '')), [])
})
