import type { ConversationView } from '@kefuhub/contract'
import { writtenBy, type Scene } from '../scene.js'
import { Shortfall, type Step } from '../step.js'

const WISH = '转人工'

/** The customer wants a person: somebody takes the conversation, sees what was before, and the bot keeps silent from then on. */
export const handOver: Step = {
  id: 'hand-over',
  title: { zh: '转人工保留上下文，机器人不再回答', en: 'Hand-over keeps the context, and the bot falls silent' },
  async run (scene) {
    const { hasBot } = scene
    if (hasBot && (await scene.read()).state === 'bot') await askForPerson(scene)
    const { id } = scene.conversation
    const before = await scene.messages()
    await scene.attendant.take(id)
    const taken = await scene.wait(async () => isTaken(await scene.read()) || undefined)
    if (taken === undefined) throw new Shortfall('没有人接起会话', 'Nobody took the conversation')
    const seen = new Set((await scene.messages()).map((message) => message.id))
    const lost = before.filter((message) => !seen.has(message.id)).length
    if (lost > 0) throw new Shortfall(`客服看不到之前的 ${lost} 条消息`, `The agent does not see ${lost} of the messages before`)
    await scene.arrival('text', async () => { await scene.phone.say(scene.question) })
    // It is delivered behind whatever the bot would have said.
    await scene.replyAndSee(`您好，我是人工客服。${scene.mark}-1`)
    const answers = writtenBy(await scene.messages(), 'bot', seen)
    if (answers.length > 0) throw new Shortfall('客服接手后机器人仍在回答', 'The bot still answers after an agent has taken over')
    const silent = hasBot ? { zh: '，机器人已停止回答', en: '; the bot is silent' } : { zh: '', en: '' }
    return { zh: `客服看到之前的 ${before.length} 条消息${silent.zh}`, en: `The agent sees all that was written before (${before.length})${silent.en}` }
  }
}

async function askForPerson (scene: Scene): Promise<void> {
  await scene.arrival('text', async () => { await scene.phone.say(WISH) })
  const { state } = await scene.read()
  if (state === 'bot') throw new Shortfall(`客户说“${WISH}”，机器人没有转人工`, `The customer said '${WISH}', and the bot did not hand over`)
}

function isTaken ({ state, assignee }: ConversationView): boolean { return state === 'open' && assignee !== undefined }
