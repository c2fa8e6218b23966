import type { LocalizedText, MediaRef } from '@kefuhub/contract'
import type { FileKind } from '../phone.js'
import { Shortfall, Skip, type Step } from '../step.js'

const NAMES: Readonly<Record<FileKind, LocalizedText>> = { image: { zh: '图片', en: 'A picture' }, voice: { zh: '语音', en: 'A voice note' } }

/** A file of the customer arrives byte for byte. */
export function fileStep (kind: FileKind): Step {
  const { zh, en } = NAMES[kind]
  return {
    id: kind === 'image' ? 'picture' : 'voice',
    title: { zh: `${zh}完整到达`, en: `${en} arrives intact` },
    async run (scene) {
      if (scene.channel.capabilities.in[kind] === undefined) throw new Skip(`该渠道没有${zh}`, 'The channel has no such messages')
      const { message: { id }, given } = await scene.arrival(kind, async () => {
        const sent = await scene.phone.send(kind)
        if (sent === undefined) throw new Skip(`模拟平台不能发送${zh}`, 'The simulated platform cannot send such a message')
        return sent
      })
      const media = await scene.waitForHub(async () => {
        const { content } = await scene.hub.get<{ content: { media?: MediaRef } }>(`/messages/${id}`)
        return content.media?.state === 'remote' ? undefined : content.media
      })
      if (media?.state !== 'stored') throw new Shortfall(`文件没有取回：${media?.error ?? '超时'}`, `The file was not fetched: ${media?.error ?? 'it takes too long'}`)
      const bytes = await scene.hub.file(`/messages/${id}/media/media`)
      if (!await given.isSame(bytes)) throw new Shortfall(`到达的文件（${bytes.length} 字节）与发出的不同`, `What arrived (${bytes.length} bytes) is not what was sent`)
      return { zh: `${bytes.length} 字节，${media.mimeType ?? ''}，与发出的一致`, en: `${bytes.length} bytes, ${media.mimeType ?? ''}, the same as sent` }
    }
  }
}
