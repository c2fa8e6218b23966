import { Shortfall, Skip, type Step } from '../step.js'
import { writtenBy } from '../scene.js'

/** The bot answers the first message. Once that has its conversation its turn is over: what the bot wants is there or does not come. */
export const botAnswer: Step = {
  id: 'bot-answer',
  title: { zh: '机器人回答', en: 'The bot answers' },
  async run (scene) {
    const { question } = scene
    const { handOverReason } = await scene.read()
    const [answer] = writtenBy(await scene.messages(), 'bot')
    scene.hasBot = answer !== undefined || handOverReason !== undefined
    if (!scene.hasBot) throw new Skip('没有配置机器人', 'No bot is configured')
    if (answer === undefined) {
      throw new Shortfall(
        `机器人没有回答“${question}”，而是转人工（${handOverReason ?? ''}）。请添加规则，或用 --ask 指定它能回答的问题`,
        `The bot did not answer '${question}' and handed over (${handOverReason ?? ''}). Give it a rule, or name a question that it can answer with --ask`
      )
    }
    const sent = await scene.settled(answer.id)
    const text = 'text' in sent.content ? sent.content.text ?? '' : `[${sent.content.type}]`
    if (sent.content.type === 'text') await scene.insistOnShown(sent, text)
    return { zh: `问“${question}”，答“${shorten(text)}”`, en: `Asked '${question}', it said '${shorten(text)}'` }
  }
}

function shorten (text: string): string {
  const [line = ''] = text.split('\n')
  return line.length > 60 || line !== text ? `${line.slice(0, 60)}…` : line
}
