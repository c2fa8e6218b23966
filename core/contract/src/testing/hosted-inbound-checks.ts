import assert from 'node:assert/strict'
import type { ChannelCapabilities, ContentLimit } from '../channel.js'
import { mediaOf, type Content } from '../message.js'
import { assertAcknowledged, assertRefused, show } from './answer-asserts.js'
import { defineHostedCheck, type ChannelCheck } from './channel-check.js'
import type { HostedInbound, HostedSample } from './hosted-sample.js'
import { withSession, type HostedChannel } from './hosted-stand.js'
import { holds } from './partial.js'

const FILE_TYPES = ['image', 'voice', 'video', 'file'] as const

/** What a channel without a platform makes of its customers' requests. */
export const hostedInboundChecks: ReadonlyArray<ChannelCheck<HostedSample>> = [
  defineHostedCheck('the addresses that it names answer', async (stand) => {
    const { hub } = await stand.open()
    const { endpoints = [], preview } = hub.instance
    for (const url of [...endpoints.map(({ url }) => url), ...(preview === undefined ? [] : [preview])]) {
      assert.ok(url.startsWith(`${hub.baseUrl}/`), `${url} is not below ${hub.baseUrl}`)
      const response = await hub.inject({ method: 'GET', url })
      assert.equal(response.statusCode, 200, `${url}: answered ${show(response)}`)
    }
  }),

  defineHostedCheck('every inbound sample arrives as expected, once', async (stand) => {
    for (const inbound of stand.sample.inbound) {
      const channel = await stand.open()
      const site = await channel.site()
      const request = await inbound.request(site)
      assertAcknowledged(channel, await site.call(request), inbound.name)
      // What only happens may happen again.
      if (inbound.message.content.type !== 'event') assertAcknowledged(channel, await site.call(request), `${inbound.name}, repeated`)
      await assertArrived(channel, site.session.customer, inbound)
    }
  }),

  defineHostedCheck('nothing goes without a valid session', async (stand) => {
    const channel = await stand.open()
    const site = await channel.site()
    const { media, receipts, typed } = channel.hub
    for (const { name, request } of await channel.requests(site)) {
      const before = media.files.size
      assertRefused(channel, await channel.deliver(request), `${name} without a session`)
      for (const { name: forgery, forge } of stand.sample.forgeries) {
        assertRefused(channel, await channel.deliver(forge(withSession(request, site.session))), `${name} with ${forgery}`)
      }
      assert.deepEqual([receipts, typed], [[], []], `${name}: the hub was told of it`)
      assert.equal(media.files.size, before, `${name}: a file was stored`)
    }
  }),

  defineHostedCheck('what must be refused is refused', async (stand) => {
    const channel = await stand.open()
    const site = await channel.site()
    for (const { name, request, status } of stand.sample.refusals) {
      const response = await site.call(await request(site))
      assertRefused(channel, response, name)
      if (status !== undefined) assert.equal(response.statusCode, status, name)
    }
  }, ({ refusals }) => refusals.length > 0),

  defineHostedCheck('a text may be as long as the capabilities state, and no longer', async (stand) => {
    const channel = await stand.open()
    const { longestText } = stand.sample
    const { maxBytes } = stand.plugin.capabilities(channel.hub.options).in.text ?? {}
    if (maxBytes !== undefined) assert.equal(Buffer.byteLength(longestText), maxBytes, 'the longest text is not as long as in.text.maxBytes states')
    assertRefused(channel, await channel.say(`${longestText}.`), 'a text that is too long')
    assertAcknowledged(channel, await channel.say(longestText), 'the longest text')
    assert.ok(holds(channel.hub.received[0]?.content, { type: 'text', text: longestText }), 'the longest text did not arrive whole')
  }),

  defineHostedCheck('a file may be as long and of such types as the capabilities state', async (stand) => {
    const channel = await stand.open()
    const { files } = stand.sample
    assert.ok(files !== null)
    const capabilities = stand.plugin.capabilities(channel.hub.options)
    const site = await channel.site()
    const taken = limitsFor(files.ofBytes(100).mimeType, capabilities)
    assert.ok(taken.length > 0, `the capabilities state no '${files.ofBytes(100).mimeType}', which the sample takes`)
    const bound = Math.max(...taken.map(({ maxBytes = Infinity }) => maxBytes))
    if (Number.isFinite(bound)) {
      const response = await site.call(files.upload(files.ofBytes(bound), site))
      assert.ok(response.statusCode < 300, `the longest file: answered ${show(response)}`)
      const refusal = await site.call(files.upload(files.ofBytes(bound + 1), site))
      assert.equal(refusal.statusCode, 413, `a file that is too long: answered ${show(refusal)}`)
    }
    for (const file of files.refused) {
      assert.deepEqual(limitsFor(file.mimeType, capabilities), [], `the capabilities state '${file.mimeType}', which the sample says is refused`)
      assertRefused(channel, await site.call(files.upload(file, site)), `a file of the type ${file.mimeType}`)
    }
  }, ({ files }) => files !== null),

  defineHostedCheck('nobody says what another customer uploaded', async (stand) => {
    for (const { name, request } of stand.sample.inbound.filter(({ file }) => file !== undefined)) {
      const channel = await stand.open()
      const made = await request(await channel.site('customer-1'))
      const { session } = await channel.site('customer-2')
      assertRefused(channel, await channel.deliver(withSession(made, session)), `${name} of somebody else`)
    }
  }, ({ inbound }) => inbound.some(({ file }) => file !== undefined)),

  defineHostedCheck('agents see that a customer writes, and nothing of it is kept', async (stand) => {
    const channel = await stand.open()
    const { typing } = stand.sample
    assert.ok(typing !== null)
    const site = await channel.site()
    for (const isTyping of [true, false]) {
      const response = await site.call(typing.request(isTyping, site))
      assert.ok(response.statusCode < 300, `typing: answered ${show(response)}`)
    }
    assert.deepEqual(channel.hub.typed, [true, false].map((isTyping) => ({ senderId: site.session.customer, isTyping })))
    assert.deepEqual(channel.hub.received, [])
  }, ({ typing }) => typing !== null),

  defineHostedCheck('receipts are for the messages of the customer only', async (stand) => {
    const { mark } = stand.sample
    assert.ok(mark !== null)
    for (const state of ['delivered', 'read'] as const) {
      const channel = await stand.open()
      const { receipts } = channel.hub
      if (!stand.plugin.capabilities(channel.hub.options).receipts.includes(state)) continue
      const [own, other] = [await channel.site('customer-1'), await channel.site('customer-2')]
      const { message, result } = await channel.post(own.session.customer, { type: 'text', text: 'for one' })
      await other.call(mark(state, message, other))
      assert.equal(receipts.length, 0, `${state}: somebody else's mark was told`)
      const response = await own.call(mark(state, message, own))
      assert.ok(response.statusCode < 300, `${state}: answered ${show(response)}`)
      assert.deepEqual([...new Set(receipts.map(({ externalId }) => externalId))], [result.externalId], `${state}: the ids of the receipts`)
      assert.ok(receipts.some((receipt) => receipt.state === state && receipt.at.getTime() === channel.hub.clock.now()), `${state}: the receipts were ${JSON.stringify(receipts)}`)
    }
  }, ({ mark }) => mark !== null)
]

async function assertArrived ({ hub }: HostedChannel, customer: string, { name, message, file }: HostedInbound): Promise<void> {
  const [arrived, ...more] = hub.received
  assert.ok(arrived !== undefined, `${name}: nothing was received`)
  assert.equal(more.length, 0, `${name}: it was received more than once`)
  assert.equal(arrived.sender.id, customer, `${name}: the sender`)
  assert.equal(arrived.sentAt.getTime(), hub.clock.now(), `${name}: the time is not the hub's`)
  assert.equal(arrived.trigger, message.trigger, `${name}: the trigger`)
  assert.ok(holds(arrived.content, message.content), `${name}: expected ${JSON.stringify(message.content)}, received ${JSON.stringify(arrived.content)}`)
  if (file !== undefined) await assertFile(hub, arrived.content, name, file)
  assert.deepEqual([hub.receipts, hub.profiles, hub.typed], [[], [], []], `${name}: receipts, profiles or typing`)
}

async function assertFile ({ media, capabilities }: HostedChannel['hub'], content: Content, name: string, file: Buffer): Promise<void> {
  const [found] = mediaOf(content)
  assert.equal(found?.ref.state, 'stored', `${name}: its file is not stored`)
  const { bytes, ref } = await media.get(found?.ref.id ?? '')
  assert.ok(bytes.equals(file), `${name}: the bytes are not those of the sample`)
  const limit = capabilities?.in[content.type] ?? {}
  assert.ok(isOfTypes(ref.mimeType, limit), `${name}: in.${content.type}.mimeTypes does not have '${ref.mimeType}'`)
}

/** The limits of the types of content that a file of this type may be. */
function limitsFor (mimeType: string | undefined, { in: limits }: ChannelCapabilities): ContentLimit[] {
  return FILE_TYPES.flatMap((type) => limits[type] ?? []).filter((limit) => isOfTypes(mimeType, limit))
}

function isOfTypes (mimeType = '', { mimeTypes }: ContentLimit): boolean {
  return mimeTypes?.some((type) => type.endsWith('/*') ? mimeType.startsWith(type.slice(0, -1)) : type === mimeType) ?? true
}
