import { Rejected, defineChannel, type ChannelHub, type ChannelInstance } from '@kefuhub/contract'
import { Accounts } from './account/accounts.js'
import { Binding } from './account/binding.js'
import { Peers } from './account/peers.js'
import { Status } from './account/status.js'
import { Watch } from './account/watch.js'
import { Api } from './api/api.js'
import { Exchange } from './api/exchange.js'
import { createTokenSource } from './api/token.js'
import { Addresses } from './callback/addresses.js'
import { Cipher } from './callback/cipher.js'
import { Gate } from './callback/gate.js'
import { Leads } from './callback/leads.js'
import { Messages } from './callback/messages.js'
import { Notices } from './callback/notices.js'
import { addReceiveRoutes } from './callback/receive.js'
import { Recorder } from './callback/recorder.js'
import { capabilitiesOf } from './capabilities.js'
import { errors } from './errors.js'
import { ICON } from './icon.js'
import { Options, type ImOptions } from './options.js'
import { MediaFetcher } from './send/media-fetcher.js'
import { Sender } from './send/sender.js'

export { errors } from './errors.js'
export { Options } from './options.js'

/** Private messages and leads of a professional account of Xiaohongshu. */
export default defineChannel({
  name: 'channel-xiaohongshu',
  contract: '^1',
  title: { zh: '小红书', en: 'Xiaohongshu' },
  icon: ICON,
  options: Options,
  capabilities: capabilitiesOf,
  setup (hub, options) {
    const { wire, leadPush } = options
    const status = new Status(hub)
    const peers = new Peers(hub)
    const recorder = new Recorder(hub.log, status)
    const leads = new Leads({ hub, peers, recorder, wire })
    const addresses = new Addresses(hub, options)
    const im = options.im && setUpIm(hub, options, options.im, { status, peers, recorder })
    const watch = new Watch(hub, options, status, im ?? {})
    addReceiveRoutes(hub, wire, addresses, {
      im: im && { ...im, notices: new Notices({ hub, recorder, wire, watch, ...im }) },
      pushGate: new Gate({ ranges: leadPush?.addressAllowList ?? [], rangesOption: 'leadPush/addressAllowList', signature: wire.leads.signature, key: leadPush?.token, keyOption: 'leadPush.token' }),
      leads,
      watch
    })
    if (leadPush !== undefined && leadPush.token === undefined) hub.log.warn({}, 'lead pushes are taken unsigned; enter the token of the receiving address under leadPush.token')
    watch.start()
    return {
      send: im?.send ?? rejectAll,
      ...(im && { fetchMedia: im.fetchMedia }),
      health: () => status.health(),
      endpoints: addresses.endpoints,
      async close () {
        await watch.close()
        im?.accounts.close()
        peers.close()
        await status.close()
      }
    }
  }
})

/** Where only leads come, nobody can be written to. */
const rejectAll: ChannelInstance['send'] = async () => {
  throw new Rejected('This entry takes leads only; call the customer, or set up im to write private messages')
}

/** Everything for private messages. @throws XHS_ERR_OPTIONS */
function setUpIm (hub: ChannelHub, options: Options, im: ImOptions, { status, peers, recorder }: { status: Status, peers: Peers, recorder: Recorder }) {
  const { wire, bindUrl, addressAllowList, probe } = options
  const { signature, separator } = wire.inbound
  if (signature.kind !== 'none' && signature.key === undefined) throw new errors.XHS_ERR_OPTIONS('wire/inbound/signature/key', `a signature of kind ${signature.kind} needs a key`)
  const { appId, accountCode = hub.id } = im
  const cipher = new Cipher([im.cipherKey, ...(im.previousCipherKey === undefined ? [] : [im.previousCipherKey])], separator)
  const exchange = new Exchange(hub.fetch, options, hub.clock)
  const api = new Api(exchange, createTokenSource(hub, im, exchange, wire), wire, status)
  const accounts = new Accounts(hub, im)
  const sender = new Sender({ api, accounts, peers, cipher, media: hub.media, clock: hub.clock, accountCode }, options)
  const media = new MediaFetcher(exchange, options)
  return {
    appId,
    accountCode,
    accounts,
    cipher,
    gate: new Gate({ ranges: addressAllowList, rangesOption: 'addressAllowList', signature, key: signature.key, keyOption: 'wire.inbound.signature' }),
    binding: new Binding(hub, cipher, { appId, bindUrl, accountCode }),
    messages: new Messages({ hub, accounts, peers, recorder }, options),
    send: ((message, context) => sender.send(message, context)) satisfies ChannelInstance['send'],
    fetchMedia: ((remote, context) => media.fetch(remote, context)) satisfies ChannelInstance['fetchMedia'],
    ...(probe && { probe: async () => api.probe({ path: probe.path, method: probe.method, ...(probe.method === 'POST' ? { body: {} } : {}), signal: hub.signal }) })
  }
}
