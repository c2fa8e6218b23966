import { defineChannel } from '@kefuhub/contract'
import { AccessToken } from './access-token.js'
import { AccountStatus } from './account-status.js'
import { syncAccount } from './account-sync.js'
import { Api } from './api.js'
import { Callback, callbackPath } from './callback.js'
import { capabilitiesOf } from './capabilities.js'
import { Exchange } from './exchange.js'
import { ICON } from './icon.js'
import { MediaFetcher } from './media-fetcher.js'
import { MediaUploads } from './media-uploads.js'
import { checkMenu } from './menu-schema.js'
import { Options } from './options.js'
import { fetchProfile } from './profile.js'
import { addReceiveRoutes } from './receive.js'
import { Sender } from './send.js'

export { callbackPath } from './callback.js'
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
