import assert from 'node:assert/strict'
import semver from 'semver'
import { defineChannel, type ChannelCapabilities, type ChannelInstance, type ContentLimit } from '../channel.js'
import { CONTENT_TYPES, mediaOf, type ContentType } from '../message.js'
import { secretPaths } from '../options.js'
import { CONTRACT_VERSION } from '../version.js'
import { defineCheck, type ChannelCheck } from './channel-check.js'
import type { ChannelSample } from './channel-sample.js'
import { exampleOf } from './content-example.js'
import type { AnySample, HostedSample } from './hosted-sample.js'
import { verdictOf } from './open-channel.js'
import { checkOptions, type OptionsError } from './options-check.js'
import type { Stand } from './stand.js'

const FILE_TYPES: readonly ContentType[] = ['image', 'voice', 'video', 'file']
const RECEIPTS = ['delivered', 'read', 'failed']
const SECRET_NAME = /secret|passwo?r?d|private/i

/** What a channel says of itself. */
export const definitionChecks: ReadonlyArray<ChannelCheck<AnySample>> = [
  defineCheck('the definition is complete', async ({ plugin }) => {
    defineChannel(plugin)
    assert.equal(plugin.kind, 'channel')
    assert.ok(semver.satisfies(CONTRACT_VERSION, plugin.contract), `it is made for contract ${plugin.contract}, this is ${CONTRACT_VERSION}`)
    const { properties = {} } = plugin.options as { properties?: Record<string, { description?: string }> }
    const secrets = new Set(secretPaths(plugin.options).map(([key]) => key))
    for (const [name, property] of Object.entries(properties)) {
      assert.ok(property.description, `option '${name}' has no description`)
      if (SECRET_NAME.test(name)) assert.ok(secrets.has(name), `option '${name}' is not marked with Secret()`)
    }
  }),

  defineCheck('the capabilities are coherent', async (stand) => {
    const { hub } = await stand.open()
    const capabilities = stand.plugin.capabilities(hub.options)
    checkLimits('in', capabilities.in)
    checkLimits('out', capabilities.out)
    for (const type of ['event', 'form', 'unsupported'] as const) assert.ok(!(type in capabilities.out), `nobody can send '${type}'`)
    checkWindows(capabilities)
    const { rate, receipts, firstReadBackMs } = capabilities
    if (rate !== undefined) assert.ok(rate.sends > 0 && rate.perMs > 0, 'the rate must be above zero')
    for (const receipt of receipts) assert.ok(RECEIPTS.includes(receipt), `there is no receipt '${receipt}'`)
    assert.ok(firstReadBackMs >= 0, 'firstReadBackMs must be 0 or more')
    const arrivesByReference = stand.sample.platform !== 'hub' && stand.sample.inbound.some(({ message }) => message !== undefined && mediaOf(message.content).some(({ ref }) => ref.state === 'remote'))
    if (arrivesByReference) assert.equal(typeof hub.instance.fetchMedia, 'function', 'files arrive by reference, but there is no fetchMedia')
  }),

  defineCheck('the sample covers what the capabilities state', async (stand) => {
    const { hub, sample } = await stand.open()
    const capabilities = stand.plugin.capabilities(hub.options)
    const arriving = new Set(sample.inbound.map(({ message }) => message?.content.type))
    const triggers = new Set(sample.inbound.map(({ message }) => message?.trigger))
    for (const type of typesOf(capabilities.in)) {
      if (type !== 'unsupported') assert.ok(arriving.has(type), `no inbound sample is a '${type}'`)
    }
    for (const { trigger } of capabilities.replyWindows) assert.ok(triggers.has(trigger), `no inbound sample has the trigger '${trigger}'`)
    const leaving = new Set<ContentType>()
    for (const { content } of sample.outbound) leaving.add((typeof content === 'function' ? await content(hub.media) : content).type)
    for (const type of typesOf(capabilities.out)) assert.ok(leaving.has(type), `no outbound sample is a '${type}'`)
    assert.ok(sample.forgeries.length > 0, 'the sample has no forgery')
    assert.ok(sample.badOptions.length > 0, 'the sample has no bad options')
    for (const type of arriving) assert.ok(type === undefined || type in capabilities.in, `an inbound sample is a '${type}', which the capabilities do not state`)
    if (sample.platform === 'hub') assertHostedCovers(sample, capabilities, hub.instance)
    else assertPlatformCovers(sample)
  }),

  defineCheck('a type that cannot be sent is rejected without a call', async (stand) => {
    const channel = await stand.open()
    const { out } = stand.plugin.capabilities(channel.hub.options)
    for (const type of CONTENT_TYPES) {
      if (type in out) continue
      const outcome = await channel.trySend({ content: (media) => exampleOf(type, media) })
      assert.equal(verdictOf(outcome), 'rejected', type)
      assert.deepEqual(channel.deliveries, [], `${type}: it was sent`)
    }
  }),

  defineCheck('bad options are refused with their path', async (stand) => {
    for (const { name, options, path } of stand.sample.badOptions) {
      const problems = await problemsOf(stand, options)
      assert.ok(problems.some((problem) => problem.path === path), `${name}: expected a mistake at ${path}, got ${JSON.stringify(problems)}`)
    }
  }),

  defineCheck('an unknown option is refused', async (stand) => {
    const problems = await problemsOf(stand, { ...stand.sample.options, 'no-such-option': 1 })
    assert.deepEqual(problems.map(({ path }) => path), ['/no-such-option'])
  }),

  defineCheck('an option that has a default may be left out', async ({ plugin, sample }) => {
    const { properties = {} } = plugin.options as { properties?: Record<string, { default?: unknown }> }
    for (const [name, property] of Object.entries(properties)) {
      if (property.default === undefined) continue
      const { [name]: _left, ...options } = sample.options
      assert.ok(name in checkOptions(plugin.name, plugin.options, options), `option '${name}' did not get its default`)
    }
  })
]

async function problemsOf (stand: Stand, options: Record<string, unknown>): Promise<OptionsError['problems']> {
  const refusal: unknown = await stand.open({ options }).then(() => undefined, (error: unknown) => error)
  return refusal instanceof Error && 'problems' in refusal ? (refusal as OptionsError).problems : []
}

function typesOf (limits: ChannelCapabilities['in']): ContentType[] { return Object.keys(limits) as ContentType[] }

function assertPlatformCovers (sample: ChannelSample): void {
  assert.ok(sample.faults.length > 0, 'the sample has no fault')
  assert.ok(sample.inbound.some(({ message }) => message !== undefined && message.sentAt.getTime() !== sample.nowMs), 'every inbound sample was written at nowMs: it would not show whose time a message gets')
}

function assertHostedCovers ({ files, mark, typing }: HostedSample, capabilities: ChannelCapabilities, instance: ChannelInstance): void {
  assert.equal(files !== null, FILE_TYPES.some((type) => type in capabilities.in), 'the sample has files when, and only when, the capabilities state that files arrive')
  assert.ok(files === null || files.refused.length > 0, 'the sample has no file that is refused')
  assert.equal(mark !== null, capabilities.receipts.length > 0, 'the sample has marks when, and only when, the capabilities state receipts')
  assert.equal(typing !== null, instance.typing !== undefined, 'the sample has typing when, and only when, the channel has')
}

function checkLimits (direction: 'in' | 'out', limits: Partial<Record<ContentType, ContentLimit>>): void {
  const types = Object.entries(limits)
  assert.ok(types.length > 0, `the channel states no type '${direction}'`)
  for (const [type, limit] of types) {
    const where = `${direction}.${type}`
    assert.ok((CONTENT_TYPES as readonly string[]).includes(type), `there is no content type '${type}'`)
    for (const bound of ['maxBytes', 'maxDurationMs', 'maxItems'] as const) {
      const value = limit[bound]
      assert.ok(value === undefined || (Number.isInteger(value) && value > 0), `${where}.${bound} must be a positive integer`)
    }
    for (const mimeType of limit.mimeTypes ?? []) assert.match(mimeType, /^[a-z]+\/[a-z0-9.+*-]+$/, `${where}.mimeTypes`)
    if (limit.mimeTypes !== undefined) assert.ok(FILE_TYPES.includes(type as ContentType), `${where} is no file and has no mimeTypes`)
    if (limit.maxItems !== undefined) assert.equal(type, 'menu', `${where} has no items`)
  }
}

function checkWindows ({ replyWindows }: ChannelCapabilities): void {
  const triggers = replyWindows.map(({ trigger }) => trigger)
  assert.equal(new Set(triggers).size, triggers.length, 'a trigger stands twice in replyWindows')
  for (const { trigger, sends, durationMs, reopens } of replyWindows) {
    assert.ok(trigger, 'a reply window has no trigger')
    assert.ok(sends === Infinity || (Number.isInteger(sends) && sends > 0), `window '${trigger}': sends must be a positive integer or Infinity`)
    assert.ok(durationMs > 0, `window '${trigger}': durationMs must be above zero`)
    assert.ok(reopens.zh && reopens.en, `window '${trigger}': reopens must have zh and en`)
  }
}
