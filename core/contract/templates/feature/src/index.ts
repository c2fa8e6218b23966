import { defineFeature } from '@kefuhub/contract'
import { options } from './options.js'

export default defineFeature({
  name: '__PLUGIN__',
  contract: '^__MAJOR__',
  title: { zh: '__TITLE__', en: '__TITLE__' },
  options,
  setup (hub, { word, answer }) {
    // By what it is given and nothing else: a turn that died runs again, and must ask for the same.
    hub.onTurn('answer', (turn) => {
      const { content } = turn.message
      if (turn.answered || content.type !== 'text' || !content.text.toLowerCase().includes(word.toLowerCase())) return
      turn.tag('__ID__')
      turn.reply({ type: 'text', text: answer })
    })
    hub.app.get('/about', async () => ({ word, answer }))
    return { health: () => ({ state: 'ok' }) }
  }
})
