import { Rejected, defineChannel } from '@kefuhub/contract'
import { createApi } from './api.js'
import { options } from './options.js'
import { addWebhook } from './receive.js'

export default defineChannel({
  name: 'channel-telegram',
  contract: '^1',
  title: { zh: 'Telegram 机器人', en: 'Telegram bot' },
  options,
  capabilities: () => ({
    in: { text: {}, image: {}, unsupported: {} },
    out: { text: { maxBytes: 4096 }, image: { maxBytes: 10_485_760, mimeTypes: ['image/jpeg', 'image/png'] } },
    // Whoever wrote to a bot may be written to at any time, and nobody tells what became of a message.
    replyWindows: [],
    receipts: [],
    rate: { sends: 30, perMs: 1000 },
    firstReadBackMs: 0
  }),
  setup (hub, options) {
    const api = createApi(hub, options)
    addWebhook(hub, options)
    return {
      endpoints: [{ label: { zh: 'Webhook 地址', en: 'Webhook' }, url: `${hub.baseUrl}/webhook` }],
      async send ({ recipient, content }, { signal }) {
        const form = new FormData()
        form.set('chat_id', recipient)
        if (content.type === 'text') form.set('text', content.text)
        else if (content.type === 'image') form.set('photo', await toFile(content.media.id ?? ''), content.media.name ?? 'photo')
        else throw new Rejected(`This channel does not send '${content.type}'`)
        const { message_id: id } = await api.call(content.type === 'text' ? 'sendMessage' : 'sendPhoto', form, signal)
        return { externalId: String(id) }
      },
      fetchMedia: api.download,
      health: api.health
    }

    async function toFile (id: string): Promise<Blob> { return new Blob([new Uint8Array((await hub.media.get(id)).bytes)]) }
  }
})
