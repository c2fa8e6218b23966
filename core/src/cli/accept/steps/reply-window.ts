import type { LocalizedText } from '@kefuhub/contract'
import { Shortfall, type Step } from '../step.js'
import { planWindowEnd, reopenWindow, turnsWindow } from '../window.js'

const CLOSED = 'KH_ERR_DELIVERY_WINDOW_CLOSED'

/**
 * The platform lets nothing through any more: the agent is told so and what opens it again; the customer writes, and the message
 * that was held back is sent.
 */
export const replyWindow: Step = {
  id: 'reply-window',
  title: { zh: '回复窗口关闭：客服得知，客户再来消息后补发', en: 'The reply window ends: agents are told, and what was held back follows' },
  async run (scene) {
    const { reopens, end } = await planWindowEnd(scene)
    await end()

    const text = `窗口已关闭 Window closed ${scene.mark}-3`
    const held = await scene.settled((await scene.reply(text)).id)
    if (held.delivery?.state !== 'failed' || held.delivery.code !== CLOSED) {
      throw new Shortfall(`窗口关闭后消息的状态是 ${held.delivery?.state ?? ''}`, `After the end of the window the message is ${held.delivery?.state ?? ''}`)
    }
    if (!await turnsWindow(scene, false)) throw new Shortfall('客服看到窗口仍然开着', 'Agents see the window as open')
    await reopenWindow(scene)
    await scene.hub.post(`/messages/${held.id}/retry`)
    await scene.insistOnShown(await scene.settled(held.id), text)
    const ways = (language: keyof LocalizedText): string => reopens.map((way) => way[language]).join(language === 'zh' ? '、' : ', ')
    return { zh: `发送失败并告知客服“${ways('zh')}”可再次打开；客户再来消息后已补发`, en: `It was refused, and agents are told what opens it (${ways('en')}); the customer wrote, and it was sent` }
  }
}
