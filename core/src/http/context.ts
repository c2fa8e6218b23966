import { errors } from '../errors.js'
import type { ConversationDoc } from '../store/conversation-model.js'
import type { RunningChannel } from '../pipeline/channels.js'
import { isOpen, type WindowState } from '../pipeline/reply-window.js'
import type { RouteContext } from './route.js'

/** Other conversations of the contact. */
const MAX_CONVERSATIONS = 20
/** The latest messages of the thread in which visits are looked for, and how many are told. */
const LOOKED_THROUGH = 200
const MAX_PAGES = 20

/** Reads what an agent wants to see beside a conversation. @throws KH_ERR_CONTACT_NOT_FOUND */
export async function readContext ({ desk, store, channels }: Pick<RouteContext, 'desk' | 'store' | 'channels'>, conversation: ConversationDoc) {
  const [contact, thread, { items: conversations }, notes, latest] = await Promise.all([
    desk.contacts.view(conversation.contact),
    store.threads.findById(conversation.thread).lean(),
    desk.inbox.list({ contact: conversation.contact, limit: MAX_CONVERSATIONS }),
    desk.activities.notes(conversation.contact),
    desk.messages.readThread(conversation.thread, { limit: LOOKED_THROUGH })
  ])
  if (contact === undefined) throw new errors.KH_ERR_CONTACT_NOT_FOUND(conversation.contact)
  const pages = latest.messages.reverse().flatMap(({ at, content }) => {
    const data = content.type === 'event' && content.name === 'visit' ? content.data : undefined
    if (data?.['url'] === undefined) return []
    const { url, title, referrer } = data
    return [{ at, url, ...(title !== undefined && { title }), ...(referrer !== undefined && { referrer }) }]
  })
  return { contact, window: toWindow(thread?.window, channels.find(conversation.channel)), conversations, notes, pages: pages.slice(0, MAX_PAGES) }
}

/** Whether the customer of a thread can be written to, and what opens the window again. */
function toWindow (window: WindowState | undefined, channel: RunningChannel | undefined) {
  const windows = channel?.capabilities.replyWindows ?? []
  const state = { isOpen: channel !== undefined && isOpen(window, windows, Date.now()), reopens: windows.map(({ reopens }) => reopens) }
  if (windows.length === 0 || window === undefined) return state
  return { ...state, until: window.until, ...(Number.isFinite(window.remaining) && { remaining: window.remaining }) }
}
