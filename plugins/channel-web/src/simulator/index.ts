import type { ChannelSimulator, SimulatedCustomer } from '@kefuhub/contract/testing'
import type { Options } from '../options.js'
import type { WireMedia } from '../wire.js'
import { PAGE, WidgetCalls } from './call.js'
import { Screen } from './screen.js'

/** A widget takes these where the options let it. */
const FILES = { image: 'image/jpeg', voice: 'audio/amr' } as const

/** A visitor as acceptance tests use one. Nobody knows their name. */
function toCustomer (calls: WidgetCalls, screen: Screen, uploadTypes: readonly string[]): SimulatedCustomer {
  const takes = (type: string): boolean => uploadTypes.includes(type) || uploadTypes.includes(type.replace(/\/.*/, '/*'))
  const sender = (type: keyof typeof FILES) => async (file: Buffer): Promise<void> => {
    const media: WireMedia = await calls.upload(file)
    await calls.send({ type, media })
  }
  return {
    id: calls.id,
    inbox: screen.messages,
    say: async (text) => { await calls.send({ type: 'text', text }) },
    sendFile: { ...(takes(FILES.image) && { image: sender('image') }), ...(takes(FILES.voice) && { voice: sender('voice') }) },
    next: async (count, timeoutMs) => await screen.next(count, timeoutMs)
  }
}

/** A widget on a page of somebody's site. Its platform is the hub itself: it speaks with it as where WebSocket is blocked. */
const simulator: ChannelSimulator = {
  async start (given) {
    const { origins = [], uploadTypes = [] } = given as Partial<Options>
    const ending = new AbortController()
    const streams = new Set<Promise<void>>()
    return {
      options: { origins: [...origins, PAGE] },
      async join ([snippet = '']) {
        const calls = await WidgetCalls.open(snippet.replace(/\/widget\.js$/, ''), ending.signal)
        const screen = new Screen()
        // A hub that ends takes the stream along.
        streams.add(screen.read(await calls.listen()).catch(() => {}))
        return toCustomer(calls, screen, uploadTypes)
      },
      async close () {
        ending.abort()
        await Promise.all(streams)
      }
    }
  }
}

export default simulator
