import { inspect } from 'node:util'
import { definePlatformCheck, defineHostedCheck } from './channel-check.js'
import type { PlatformChannel } from './channel-stand.js'
import { assertHidden, secretsOf, type Hidden } from './hidden.js'
import type { HostedSession } from './hosted-sample.js'
import { withSession } from './hosted-stand.js'

const SMALLEST_PROOF = 16

/** Looks for secrets in all that a channel with a platform answers, throws and logs. */
export const platformSecretCheck = definePlatformCheck('secrets stay secret', async (stand) => {
  const shown: string[] = []
  const channels: PlatformChannel[] = []
  const open = async (): Promise<PlatformChannel> => {
    const channel = await stand.open()
    channels.push(channel)
    return channel
  }
  const quiet = await open()
  const text = stand.sample.text(quiet.saying())
  const requests = [
    quiet.seal(text),
    quiet.seal(text.subarray(1)),
    ...stand.sample.forgeries.map(({ forge }) => forge(quiet.seal(text))),
    ...stand.sample.exchanges.map(({ request }) => request(quiet.site))
  ]
  for (const request of requests) {
    const { headers, body } = await quiet.deliver(request)
    shown.push(inspect(headers), body)
  }
  for (const { answer, path, times } of [...stand.sample.faults, { answer: () => Promise.reject(new TypeError('fetch failed')), path: /^/, times: Infinity }]) {
    const channel = await open()
    channel.interfere(answer, path, times)
    const outcome = await channel.trySend()
    if ('error' in outcome) shown.push(inspect(outcome.error, { depth: 10 }))
    const missing = stand.sample.media?.remote
    const fetching = missing !== undefined && channel.hub.instance.fetchMedia?.(missing, { signal: new AbortController().signal, maxBytes: 1 })
    await Promise.resolve(fetching).catch((error: unknown) => shown.push(inspect(error, { depth: 10 })))
    shown.push(inspect(await channel.hub.instance.health?.()))
  }
  for (const { hub } of channels) shown.push(...hub.logs.map(({ line }) => line))
  const tokens = channels.flatMap(({ hub }) => hub.tokens.values.map((value) => ({ name: 'the access token', value })))
  assertHidden(shown, [...secretsOf(stand.plugin, quiet.hub.options), ...tokens])
})

/** Looks for secrets in all that a channel without a platform answers, throws and logs; and for sessions in its logs. */
export const hostedSecretCheck = defineHostedCheck('secrets stay secret', async (stand) => {
  const channel = await stand.open()
  const { hub, sample } = channel
  const site = await channel.site()
  const text = await channel.toRequest(channel.saying())
  const requests = [
    text,
    await channel.toRequest(channel.saying(), (payload) => payload.subarray(1)),
    ...sample.forgeries.map(({ forge }) => forge(text)),
    ...[...await channel.requests(site), ...await channel.made(sample.refusals, site)].map(({ request }) => withSession(request, site.session))
  ]
  const shown: string[] = []
  for (const request of requests) {
    const { headers, body } = await channel.deliver(request)
    shown.push(inspect(headers), body)
  }
  for (const outbound of sample.outbound) shown.push(inspect(await channel.trySend(outbound), { depth: 10 }))
  const ear = await channel.listen(site)
  await channel.trySend()
  shown.push(inspect(await hub.instance.health?.()), inspect(ear.heard, { depth: 10 }))
  const logged = hub.logs.map(({ line }) => line)
  assertHidden([...shown, ...logged], secretsOf(stand.plugin, hub.options))
  assertHidden(logged, proofsOf(site.session))
})

/** The words of a session's headers that are long enough to prove something. */
function proofsOf ({ headers, customer }: HostedSession): Hidden[] {
  return Object.entries(headers).flatMap(([header, value]) => value.split(/[\s;,=]+/)
    .filter((word) => word.length >= SMALLEST_PROOF && word !== customer)
    .map((word) => ({ name: `the session in '${header}'`, value: word })))
}
