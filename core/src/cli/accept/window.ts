import type { LocalizedText } from '@kefuhub/contract'
import type { Scene } from './scene.js'
import { Shortfall, Skip } from './step.js'

/** A window that allows more messages is not used up. */
const MOST_USED_UP = 10

interface Window { isOpen: boolean, until?: string, remaining?: number, reopens: LocalizedText[] }

/** How the reply window of a conversation is brought to its end. */
export interface WindowEnd {
  /** What opens it again. */
  reopens: readonly LocalizedText[]
  /** Has the platform let nothing through any more. The hub may learn of it with the next message only. */
  end (): Promise<void>
}

/** Looks how the window can be ended at once. @throws Skip where there is none, or where only time ends it */
export async function planWindowEnd (scene: Scene): Promise<WindowEnd> {
  const { until, remaining = Infinity, reopens } = await readWindow(scene)
  const { phone } = scene
  if (reopens.length === 0) throw new Skip('该渠道随时可以回复', 'One may write at any time here')
  if (phone.endWindow !== undefined) return { reopens, end: async () => { phone.endWindow?.() } }
  if (remaining <= MOST_USED_UP) return { reopens, end: async () => { await useUp(scene, remaining) } }
  throw new Skip(`窗口到 ${until ?? ''} 才关闭，现在无法试`, `The window ends at ${until ?? ''}, which is not waited for`)
}

/** Whether agents come to see the window as open or closed; the thread is written a moment after its messages. */
export async function turnsWindow (scene: Scene, isOpen: boolean): Promise<boolean> {
  return await scene.waitForHub(async () => (await readWindow(scene)).isOpen === isOpen || undefined) ?? false
}

/** The customer writes, which opens the window again. @throws Shortfall when it does not */
export async function reopenWindow (scene: Scene): Promise<void> {
  await scene.arrival('text', async () => { await scene.phone.say('在吗') })
  if (!await turnsWindow(scene, true)) throw new Shortfall('客户再来消息后窗口没有打开', 'The customer wrote, and the window did not open')
}

async function readWindow ({ hub, conversation }: Scene): Promise<Window> {
  return (await hub.get<{ window: Window }>(`/conversations/${conversation.id}/context`)).window
}

async function useUp (scene: Scene, remaining: number): Promise<void> {
  for (let left = remaining; left > 0; left--) await scene.settled((await scene.reply(`还可回复 ${left} 次 ${left} left ${scene.mark}`)).id)
}
