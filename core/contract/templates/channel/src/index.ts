import { Rejected, defineChannel, type Content } from '@kefuhub/contract'
import { Api } from './api.js'
import { options } from './options.js'
import { addWebhook } from './receive.js'

export default defineChannel({
  name: '__PLUGIN__',
  contract: '^__MAJOR__',
  title: { zh: '__TITLE__', en: '__TITLE__' },
  options,
  capabilities: () => ({
    in: { text: {}, image: {}, unsupported: {} },
    out: { text: { maxBytes: 4096 }, image: { maxBytes: 5 * 1024 * 1024, mimeTypes: ['image/jpeg', 'image/png'] } },
    replyWindows: [{ trigger: 'message', sends: Infinity, durationMs: 48 * 3_600_000, reopens: { zh: '客户再次发来消息', en: 'a message of the customer' } }],
    receipts: [],
    rate: { sends: 20, perMs: 1000 },
    firstReadBackMs: 0
  }),
  setup (hub, options) {
    const api = new Api(hub, options)
    addWebhook(hub, options)
    return {
      endpoints: [{ label: { zh: 'Webhook 地址', en: 'Webhook' }, url: `${hub.baseUrl}/webhook` }],
      async send ({ recipient, content }, { signal }) {
        const externalId = await api.send({ to: recipient, ...await compose(content) }, signal)
        return externalId === undefined ? {} : { externalId }
      },
      fetchMedia: async (remote, context) => await api.download(remote, context),
      health: () => api.health
    }

    async function compose (content: Content): Promise<object> {
      if (content.type === 'text') return { type: 'text', text: content.text }
      if (content.type !== 'image') throw new Rejected(`This channel does not send '${content.type}'`)
      const { bytes } = await hub.media.get(content.media.id ?? '')
      return { type: 'image', image: bytes.toString('base64') }
    }
  }
})
