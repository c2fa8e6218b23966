import type { EventContent, Static } from '@kefuhub/contract'
import type { XmlObject, XmlValue } from './read-xml.js'

/** The names of the reply windows, as messages and capabilities use them. */
export type Trigger = 'message' | 'menu' | 'follow' | 'scan'

interface EventKind {
  /** The hub's name of the event. */
  name: string
  /** The reply window that it opens. */
  trigger?: Trigger
}

/**
 * The platform's events by their exact name. Only taps of type click and the two scancode types open a window.
 * @see WeChat Official Account, events; sending of customer-service messages
 */
const EVENTS: Readonly<Record<string, EventKind>> = {
  subscribe: { name: 'follow', trigger: 'follow' },
  unsubscribe: { name: 'unfollow' },
  SCAN: { name: 'scan', trigger: 'scan' },
  LOCATION: { name: 'location' },
  CLICK: { name: 'menu', trigger: 'menu' },
  VIEW: { name: 'view' },
  view_miniprogram: { name: 'view' },
  scancode_push: { name: 'menu', trigger: 'menu' },
  scancode_waitmsg: { name: 'menu', trigger: 'menu' },
  pic_sysphoto: { name: 'menu' },
  pic_photo_or_album: { name: 'menu' },
  pic_weixin: { name: 'menu' },
  location_select: { name: 'menu' },
  TEMPLATESENDJOBFINISH: { name: 'delivery' },
  MASSSENDJOBFINISH: { name: 'broadcast' },
  PUBLISHJOBFINISH: { name: 'publish' },
  kf_create_session: { name: 'console-session' },
  kf_close_session: { name: 'console-session' },
  kf_switch_session: { name: 'console-session' },
  subscribe_msg_popup_event: { name: 'subscription' },
  subscribe_msg_change_event: { name: 'subscription' },
  subscribe_msg_sent_event: { name: 'delivery' },
  user_info_modified: { name: 'privacy' },
  user_authorization_revoke: { name: 'privacy' },
  user_authorization_cancellation: { name: 'privacy' },
  qualification_verify_success: { name: 'account' },
  qualification_verify_fail: { name: 'account' },
  naming_verify_success: { name: 'account' },
  naming_verify_fail: { name: 'account' },
  annual_renew: { name: 'account' },
  verify_expired: { name: 'account' }
}

const OTHER: EventKind = { name: 'other' }
const SCENE_PREFIX = 'qrscene_'
const SHOWN_ELSEWHERE = new Set(['ToUserName', 'FromUserName', 'CreateTime', 'MsgType', 'EventKey'])
const MAX_KEY_LENGTH = 1024
const MAX_VALUES = 64
const MAX_NAME_LENGTH = 64
const MAX_VALUE_LENGTH = 4096

/** What the hub calls an event of the platform. */
export function kindOfEvent (event: string): EventKind {
  return Object.hasOwn(EVENTS, event) ? EVENTS[event] ?? OTHER : OTHER
}

/**
 * An event as content. `key` is what was tapped, scanned or opened; `data` holds everything else that the platform said, under the
 * platform's own names, nested ones joined by `_`.
 */
export function toEventContent (event: string, fields: XmlObject): Static<typeof EventContent> {
  const data: Record<string, string> = {}
  for (const [name, value] of Object.entries(fields)) {
    if (!SHOWN_ELSEWHERE.has(name)) collect(data, name, value)
  }
  const key = typeof fields.EventKey === 'string' ? fields.EventKey.trim() : ''
  const shown = event === 'subscribe' && key.startsWith(SCENE_PREFIX) ? key.slice(SCENE_PREFIX.length) : key
  return {
    type: 'event',
    name: kindOfEvent(event).name,
    ...(shown === '' ? {} : { key: cut(shown, MAX_KEY_LENGTH) }),
    data
  }
}

function collect (data: Record<string, string>, name: string, value: XmlValue): void {
  if (typeof value === 'string') {
    if (value !== '' && Object.keys(data).length < MAX_VALUES) data[name.slice(0, MAX_NAME_LENGTH)] = cut(value.trim(), MAX_VALUE_LENGTH)
    return
  }
  const isList = Array.isArray(value)
  for (const [below, child] of Object.entries(value)) collect(data, `${name}_${isList ? Number(below) + 1 : below}`, child)
}

/** At most this many UTF-16 units of a text, never half a character. */
export function cut (text: string, maxLength: number): string {
  if (text.length <= maxLength) return text
  const last = text.charCodeAt(maxLength - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? maxLength - 1 : maxLength)
}
