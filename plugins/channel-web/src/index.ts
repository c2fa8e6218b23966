import cookie from '@fastify/cookie'
import websocket from '@fastify/websocket'
import { Rejected, defineChannel } from '@kefuhub/contract'
import { Allowance } from './allowance.js'
import { checkHours } from './brand.js'
import { MAX_CALL_BYTES } from './call.js'
import { capabilitiesOf, isSendable } from './capabilities.js'
import { addConnectRoutes } from './connect.js'
import type { Desk } from './desk.js'
import { Endings } from './endings.js'
import { addFileRoutes } from './files.js'
import { ICON } from './icon.js'
import { MediaLinks } from './media-link.js'
import { Options } from './options.js'
import { guardOrigins } from './origin.js'
import { addPreview } from './preview.js'
import { addSessionRoute } from './session.js'
import { topicOf } from './topic.js'
import { UserProfiles } from './user-profile.js'
import { Visitors } from './visitor.js'
import { addWidgetFile } from './widget-file.js'

export { errors } from './errors.js'
export { Options } from './options.js'

/** Calls that a visitor may make for each message: typing, reading, looking for news. */
const CALLS_PER_MESSAGE = 10
/** Visits that one address may open in a minute; an office has one address for all. */
const VISITS_PER_MINUTE = 300

/** Chat on a website. The platform is the hub itself: what is stored is what the visitor sees. */
export default defineChannel({
  name: 'channel-web',
  contract: '^1',
  title: { zh: '网页聊天', en: 'Web chat' },
  icon: ICON,
  mount: 'web',
  options: Options,
  capabilities: capabilitiesOf,
  async setup (hub, options) {
    checkHours(options.hours)
    const desk: Desk = {
      hub,
      options,
      visitors: new Visitors({ id: hub.id, key: hub.deriveKey('visitor'), userSecret: options.userSecret, baseUrl: hub.baseUrl }),
      links: new MediaLinks(hub.deriveKey('media'), hub.clock),
      endings: new Endings({ hub, options }),
      profiles: new UserProfiles({ hub }),
      allowance: new Allowance(hub.clock, options.messagesPerMinute),
      calls: new Allowance(hub.clock, options.messagesPerMinute * CALLS_PER_MESSAGE),
      visits: new Allowance(hub.clock, VISITS_PER_MINUTE)
    }
    hub.events.subscribe('ended', 'conversation.closed', async ({ payload }) => { await desk.endings.note(payload.conversation) })
    // The hub has it for everybody. Before the guard: it ends the socket of a request that is refused only when its own hooks saw the request first.
    if (!hub.app.hasDecorator('websocketServer')) await hub.app.register(websocket, { options: { maxPayload: MAX_CALL_BYTES } })
    await guardOrigins(desk)
    await hub.app.register(cookie)
    addWidgetFile(desk)
    addPreview(desk)
    addSessionRoute(desk)
    addConnectRoutes(desk)
    addFileRoutes(desk)
    const url = `${hub.baseUrl}/widget.js`
    return {
      // It is stored already, and so it is there; who is watching is told to look.
      async send ({ id, recipient, content }) {
        if (!isSendable(content.type, options)) throw new Rejected(`The widget cannot show a message of the type '${content.type}'`)
        hub.live.publish(topicOf(recipient), { kind: 'news' })
        return { externalId: id }
      },
      profile: async (visitor) => desk.visitors.isAnonymous(visitor) ? {} : await desk.profiles.of(visitor),
      async typing (recipient, isTyping) {
        hub.live.publish(topicOf(recipient), { kind: 'typing', isTyping })
      },
      endpoints: [{ label: { zh: '网页代码', en: 'Snippet for your pages' }, url, snippet: `<script src="${url}" async></script>` }],
      preview: `${hub.baseUrl}/preview`
    }
  }
})
