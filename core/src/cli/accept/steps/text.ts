import { Shortfall, type Step } from '../step.js'

/** What the customer writes arrives as it was written. */
export const text: Step = {
  id: 'text',
  title: { zh: '文字完整到达', en: 'Text arrives intact' },
  async run (scene) {
    const { message: { content }, given } = await scene.arrival('text', async () => await scene.phone.say(`验收 Prüfung 👩‍👧 𠮷 ${scene.mark}\n第二行 <b>&amp;</b> "引号"`))
    const arrived = content.type === 'text' ? content.text : ''
    if (!await given.isSame(arrived)) throw new Shortfall(`到达的文字不同：${arrived}`, `Another text arrived: ${arrived}`)
    return { zh: `${[...arrived].length} 个字符，含换行、表情和生僻字，与发出的一致`, en: `${[...arrived].length} characters with a line break, an emoji and a rare character are the same as sent` }
  }
}
