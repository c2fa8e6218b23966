import { API_PATH, CONSOLE_PATH } from './api/address.js'
import { askEarly } from './api/early.js'
import { firstRequests } from './workspace/requests.js'

// A small file of its own that runs while the large ones are still read: what they will ask for is on its way by then.
const { pathname, search } = window.location
for (const path of ['/session', ...firstRequests(pathname.slice(CONSOLE_PATH.length) || '/', search)]) askEarly(API_PATH + path)
