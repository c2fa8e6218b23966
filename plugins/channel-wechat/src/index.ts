import { defineChannel } from '@kefuhub/contract'
import { AccessToken } from './api/access-token.js'
import { AccountStatus } from './api/account-status.js'
import { syncAccount } from './api/account-sync.js'
import { Api } from './api/api.js'
import { Callback, callbackPath } from './callback/callback.js'
import { capabilitiesOf } from './capabilities.js'
import { Exchange } from './api/exchange.js'
import { ICON } from './icon.js'
import { MediaFetcher } from './send/media-fetcher.js'
import { MediaUploads } from './send/media-uploads.js'
import { checkMenu } from './api/menu-schema.js'
import { Options } from './options.js'
import { fetchProfile } from './api/profile.js'
import { addReceiveRoutes } from './callback/receive.js'
import { Sender } from './send/send.js'

export { callbackPath } from './callback/callback.js'
export { errors } from './errors.js'
export { Options } from './options.js'

/** WeChat official accounts in developer mode. */
export default defineChannel({
  name: 'channel-wechat',
  contract: '^1',
  title: { zh: '微信公众号', en: 'WeChat official account' },
  icon: ICON,
  options: Options,
  capabilities: capabilitiesOf,
  setup (hub, options) {
    if (options.menu) checkMenu(options.menu)
    const { clock } = hub
    const status = new AccountStatus(clock)
    const exchange = new Exchange(hub.fetch, options)
    const api = new Api(exchange, new AccessToken(options, hub.tokens, clock, exchange), status)
    const media = new MediaFetcher(api, exchange, clock, options)
    const sender = new Sender(api, new MediaUploads(api, hub.media, clock, options), options, clock, status)
    addReceiveRoutes(hub, options, new Callback(options))
    return {
      send: (message, context) => sender.send(message, context),
      typing: (recipient, isOn) => sender.setTyping(recipient, isOn),
      fetchMedia: (remote, context) => media.fetch(remote, context),
      ...(options.profile ? { profile: (openid: string) => fetchProfile(api, options, clock, openid) } : {}),
      sync: () => syncAccount(api, status, options.menu),
      health: () => status.health(),
      endpoints: [{ label: { zh: '服务器地址（URL）', en: 'Server address (URL)' }, url: hub.baseUrl + callbackPath(options) }]
    }
  }
})
