import type { Step } from '../step.js'

/** What an agent writes stands on the phone as it was written. */
export const agentReply: Step = {
  id: 'agent-reply',
  title: { zh: '客服的回复到达客户', en: "An agent's reply reaches the customer" },
  async run (scene) {
    const text = `客服回复 Reply 😀 ${scene.mark}-2\n第二行 <b>&amp;</b>`
    const { delivery } = await scene.replyAndSee(text)
    return { zh: `两行文字和表情完整到达，投递状态 ${delivery?.state ?? ''}`, en: `Two lines with an emoji are there as written; delivery ${delivery?.state ?? ''}` }
  }
}
