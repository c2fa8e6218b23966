import type { LocalizedText, MessageView } from '@kefuhub/contract'
import type { Scene } from '../scene.js'
import { Shortfall, Skip, type Step } from '../step.js'

const CLOSED = 'KH_ERR_DELIVERY_WINDOW_CLOSED'
/** A window that allows more messages is not used up. */
const MOST_USED_UP = 10

interface Window { isOpen: boolean, until?: string, remaining?: number, reopens: LocalizedText[] }

/**
 * The platform lets nothing through any more: the agent is told so and what opens it again; the customer writes, and the message
 * that was held back is sent.
 */
export const replyWindow: Step = {
  id: 'reply-window',
  title: { zh: '回复窗口关闭：客服得知，客户再来消息后补发', en: 'The reply window ends: agents are told, and what was held back follows' },
  async run (scene) {
    const { until, remaining = Infinity, reopens } = await readWindow(scene)
    if (reopens.length === 0) throw new Skip('该渠道随时可以回复', 'One may write at any time here')
    if (scene.phone.endWindow !== undefined) scene.phone.endWindow()
    else if (remaining <= MOST_USED_UP) await useUp(scene, remaining)
    else throw new Skip(`窗口到 ${until ?? ''} 才关闭，现在无法试`, `The window ends at ${until ?? ''}, which is not waited for`)

    const text = `窗口已关闭 Window closed ${scene.mark}-3`
    const held = await scene.settled((await scene.reply(text)).id)
    if (held.delivery?.state !== 'failed' || held.delivery.code !== CLOSED) {
      throw new Shortfall(`窗口关闭后消息的状态是 ${held.delivery?.state ?? ''}`, `After the end of the window the message is ${held.delivery?.state ?? ''}`)
    }
    if (!await turns(scene, false)) throw new Shortfall('客服看到窗口仍然开着', 'Agents see the window as open')
    await sendAfterAll(scene, held, text)
    const ways = (language: keyof LocalizedText): string => reopens.map((way) => way[language]).join(language === 'zh' ? '、' : ', ')
    return { zh: `发送失败并告知客服“${ways('zh')}”可再次打开；客户再来消息后已补发`, en: `It was refused, and agents are told what opens it (${ways('en')}); the customer wrote, and it was sent` }
  }
}

async function readWindow ({ hub, conversation }: Scene): Promise<Window> {
  return (await hub.get<{ window: Window }>(`/conversations/${conversation.id}/context`)).window
}

/** Whether agents see the window as open or closed; the thread is written a moment after its messages. */
async function turns (scene: Scene, isOpen: boolean): Promise<boolean> {
  return await scene.waitForHub(async () => (await readWindow(scene)).isOpen === isOpen || undefined) ?? false
}

async function useUp (scene: Scene, remaining: number): Promise<void> {
  for (let left = remaining; left > 0; left--) await scene.settled((await scene.reply(`还可回复 ${left} 次 ${left} left ${scene.mark}`)).id)
}

async function sendAfterAll (scene: Scene, { id }: MessageView, text: string): Promise<void> {
  await scene.arrival('text', async () => { await scene.phone.say('在吗') })
  if (!await turns(scene, true)) throw new Shortfall('客户再来消息后窗口没有打开', 'The customer wrote, and the window did not open')
  await scene.hub.post(`/messages/${id}/retry`)
  await scene.insistOnShown(await scene.settled(id), text)
}
