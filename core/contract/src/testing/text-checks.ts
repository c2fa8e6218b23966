import assert from 'node:assert/strict'
import { assertAcknowledged } from './answer-asserts.js'
import { definePlatformCheck, type ChannelCheck } from './channel-check.js'
import type { PlatformChannel } from './channel-stand.js'
import { verdictOf } from './open-channel.js'
import { jsonBody, type PlatformCall } from './sample-platform.js'

const HOSTILE = "这个怎么退？ 😀 👨‍👩‍👧 𠮷 שלום e\u0301 O'Brien \"quoted\" \\ <b>&amp;</b> {{name}} %s _x_ *y* `z` [a](b)"
/** What a proof, an envelope and the coding of a text may add to it. */
const ENVELOPE = 8
const DEFAULT_BYTES = 1000

/** What becomes of texts, on both ways. */
export const textChecks: readonly ChannelCheck[] = [
  definePlatformCheck('a text as long as the capabilities state arrives whole', async (stand) => {
    const channel = await stand.open()
    const { maxBytes = DEFAULT_BYTES } = stand.plugin.capabilities(channel.hub.options).in.text ?? {}
    const text = longest(Math.min(maxBytes, Math.floor(stand.sample.maxBodyBytes / ENVELOPE)))
    assertAcknowledged(channel, await channel.say(text), 'the text')
    assert.deepEqual(channel.hub.received.map(({ content }) => content), [{ type: 'text', text }])
  }),

  definePlatformCheck('a text as long as the capabilities state is sent whole', async (stand) => {
    const channel = await stand.open()
    const { maxBytes = DEFAULT_BYTES } = stand.plugin.capabilities(channel.hub.options).out.text ?? {}
    await assertSent(channel, longest(maxBytes))
  }, sendsText),

  definePlatformCheck('unicode and markup survive when they are sent', async (stand) => {
    await assertSent(await stand.open(), HOSTILE)
  }, sendsText),

  definePlatformCheck('what people write stands in no log line', async (stand) => {
    const channel = await stand.open()
    const word = 'the zip of my jacket is broken'
    await channel.say(word)
    await channel.deliver(await channel.toRequest(channel.saying(word), (payload) => payload.subarray(0, -1)))
    for (const { forge } of stand.sample.forgeries) await channel.deliver(forge(await channel.toRequest(channel.saying(word))))
    if (sendsText(stand.sample)) {
      await channel.trySend({ content: { type: 'text', text: word } })
      for (const { answer, path, times } of stand.sample.faults) {
        channel.interfere(answer, path, times)
        await channel.trySend({ content: { type: 'text', text: word } })
      }
    }
    const line = channel.hub.logs.find((logged) => logged.line.includes(word))
    assert.equal(line?.line, undefined, 'it is logged')
  })
]

/** Whether a channel is asked to send texts. */
function sendsText ({ outbound }: { outbound: ReadonlyArray<{ content: unknown }> }): boolean {
  return (outbound[0]?.content as { type?: string } | undefined)?.type === 'text'
}

function longest (bytes: number): string { return '长'.repeat(Math.floor(bytes / 3)) + 'x'.repeat(bytes % 3) }

async function assertSent (channel: PlatformChannel, text: string): Promise<void> {
  const outcome = await channel.trySend({ content: { type: 'text', text } })
  assert.equal(verdictOf(outcome), 'sent', 'error' in outcome ? String(outcome.error) : '')
  assert.ok(channel.deliveries.some((call) => valuesOf(call).some((value) => unescaped(value).includes(text))), `the text is not in ${JSON.stringify(channel.deliveries.map(({ body }) => body.toString().slice(0, 300)))}`)
}

/** All texts in the body of a call, whether it is JSON, a form or anything else. */
function valuesOf (call: PlatformCall): string[] {
  const json = jsonBody(call)
  if (json !== undefined) return textsIn(json)
  const body = call.body.toString()
  return [body, ...new URLSearchParams(body).values()]
}

function textsIn (value: unknown): string[] {
  if (typeof value === 'string') {
    // Some platforms want JSON as a text within JSON.
    const inner = /^[[{]/.test(value) ? innerJson(value) : undefined
    return inner === undefined ? [value] : [value, ...textsIn(inner)]
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

function innerJson (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A text as the platform shows it, where it takes HTML. */
function unescaped (text: string): string {
  const plain = text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&')
  // A text that was sent as it is may have such words in it.
  return `${text}\n${plain}`
}
