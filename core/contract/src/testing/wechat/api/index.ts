import { accepted, refuse } from '../errcode.js'
import { mediaErrorContentType } from '../facts.js'
import { sendCustomMessage, setTyping } from './custom-send.js'
import type { Endpoint, OpenEndpoint } from './endpoint.js'
import { getMedia, uploadMedia } from './media.js'
import { createMenu, deleteMenu, getCurrentMenu, getMenu } from './menu.js'
import { sendTemplate } from './template.js'
import { getStableToken, getToken } from './token.js'
import { getUser, getUsers } from './user.js'

/** The APIs that give tokens. */
export const openEndpoints: ReadonlyMap<string, OpenEndpoint> = new Map<string, OpenEndpoint>([
  ['/cgi-bin/token', { method: 'GET', handle: getToken }],
  ['/cgi-bin/stable_token', { method: 'POST', handle: getStableToken }]
])

/** The APIs that want a token. */
export const endpoints: ReadonlyMap<string, Endpoint> = new Map<string, Endpoint>([
  ['/cgi-bin/message/custom/send', { method: 'POST', json: true, verified: true, handle: sendCustomMessage }],
  ['/cgi-bin/message/custom/typing', { method: 'POST', json: true, verified: true, handle: setTyping }],
  ['/cgi-bin/message/template/send', { method: 'POST', json: true, verified: true, handle: sendTemplate }],
  ['/cgi-bin/media/upload', { method: 'POST', handle: uploadMedia }],
  ['/cgi-bin/media/get', { method: 'GET', refusalContentType: mediaErrorContentType, handle: getMedia }],
  ['/cgi-bin/user/info', { method: 'GET', verified: true, handle: getUser }],
  ['/cgi-bin/user/info/batchget', { method: 'POST', json: true, verified: true, handle: getUsers }],
  ['/cgi-bin/menu/create', { method: 'POST', json: true, handle: createMenu }],
  ['/cgi-bin/menu/get', { method: 'GET', handle: getMenu }],
  ['/cgi-bin/menu/delete', { method: 'GET', handle: deleteMenu }],
  ['/cgi-bin/get_current_selfmenu_info', { method: 'GET', handle: getCurrentMenu }],
  ['/cgi-bin/getcallbackip', { method: 'GET', handle: () => ({ ip_list: ['127.0.0.1'] }) }],
  ['/cgi-bin/clear_quota', {
    method: 'POST',
    json: true,
    handle ({ account, input }, simulation) {
      if (input.appid !== account.options.appId) return refuse(40013)
      const errcode = account.quota.clear(simulation.now())
      return errcode === 0 ? accepted : refuse(errcode)
    }
  }]
])
