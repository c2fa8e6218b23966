import type { ContactView, ConversationView } from '@kefuhub/contract'
import type { Scene } from '../scene.js'
import { Shortfall, type Step } from '../step.js'

/** Conversations in which the first message is looked for, the latest ones. */
const LOOKED_THROUGH = 20

/** A new customer writes: the hub has the message, and says whose it is. */
export const firstMessage: Step = {
  id: 'first-message',
  title: { zh: '新客户的第一条消息显示其身份', en: "A new customer's first message shows who they are" },
  async run (scene) {
    const before = new Map((await list(scene)).map(({ id, lastMessageAt }) => [id, String(lastMessageAt)]))
    const isIt = await scene.phone.greet(scene.question)
    const conversation = await scene.wait(async () => {
      const changed = (await list(scene)).filter(({ id, lastMessageAt }) => before.get(id) !== String(lastMessageAt))
      return await findBy(scene, changed, isIt)
    })
    if (conversation === undefined) throw new Shortfall('第一条消息没有到达', 'The first message did not arrive')
    scene.conversation = conversation
    const { holder } = scene.phone
    // The platform may tell the name a moment after the message.
    const contact = await scene.waitForHub(async () => {
      const found = await scene.hub.get<ContactView>(`/contacts/${conversation.contact}`)
      return holder?.name === undefined || found.name === holder.name ? found : undefined
    }) ?? await scene.hub.get<ContactView>(`/contacts/${conversation.contact}`)
    const identity = contact.identities.find(({ channel }) => channel === scene.channel.id)
    if (identity === undefined || (holder !== undefined && identity.externalId !== holder.id)) {
      throw new Shortfall('联系人没有该渠道的身份', 'The contact does not have the identity of this channel')
    }
    if (holder?.name !== undefined && contact.name !== holder.name) {
      throw new Shortfall(`联系人名称是“${contact.name}”，平台给出的是“${holder.name}”`, `The contact is called '${contact.name}', the platform says '${holder.name}'`)
    }
    const named = identity.name === undefined ? { zh: '平台不提供名称，使用代称', en: 'the platform tells no name, so this is an alias' } : { zh: '平台提供的名称', en: 'as the platform says' }
    return { zh: `“${contact.name}”（${named.zh}），标识 ${identity.externalId}`, en: `'${contact.name}' (${named.en}), id ${identity.externalId}` }
  }
}

/** The latest conversations of the channel. */
async function list ({ hub, channel }: Scene): Promise<ConversationView[]> {
  return (await hub.get<{ items: ConversationView[] }>(`/conversations?channel=${channel.id}&limit=${LOOKED_THROUGH}`)).items
}

async function findBy ({ hub }: Scene, conversations: readonly ConversationView[], isIt: (text: string) => boolean): Promise<ConversationView | undefined> {
  for (const conversation of conversations) {
    const messages = await hub.messages(conversation.id, LOOKED_THROUGH)
    if (messages.some(({ direction, content }) => direction === 'in' && content.type === 'text' && isIt(content.text))) return conversation
  }
  return undefined
}
