import {
  defineChannel, Secret, Type,
  type ChannelCapabilities, type ChannelHub, type ChannelInstance, type InboundMessage, type OutboundMessage, type SendResult
} from '@kefuhub/contract'

/** A channel that a test holds in its hand. */
export interface TestChannel {
  definition: ReturnType<typeof defineChannel>
  /** What the platform was given, in order of arrival. */
  sent: OutboundMessage[]
  /** Runs instead of taking the message; may throw a delivery error. */
  onSend: ((message: OutboundMessage, context: { signal: AbortSignal }) => Promise<SendResult> | SendResult) | undefined
  /** Resolves when so many messages were taken. */
  taken: (count: number) => Promise<void>
  hub: ChannelHub
}

/** What a message of a test looks like unless told otherwise. */
export function inbound (overrides: Partial<InboundMessage> & { text?: string } = {}): InboundMessage {
  const { text = 'hello', ...rest } = overrides
  return { eventKey: 'k1', sender: { id: 'alice' }, sentAt: new Date(1_767_225_600_000), content: { type: 'text', text }, trigger: 'message', raw: { text }, ...rest }
}

/** Makes a channel without a platform. */
export function createTestChannel (capabilities: Partial<ChannelCapabilities> = {}, instance: Partial<ChannelInstance> = {}): TestChannel {
  const listeners = new Set<() => void>()
  const channel: TestChannel = {
    sent: [],
    onSend: undefined,
    hub: undefined as unknown as ChannelHub,
    taken: (count) => new Promise((resolve) => {
      const look = () => {
        if (channel.sent.length < count) return
        listeners.delete(look)
        resolve()
      }
      listeners.add(look)
      look()
    }),
    definition: defineChannel({
      name: 'channel-test',
      contract: '^1',
      title: { zh: '测试', en: 'Test' },
      options: Type.Object({ key: Type.Optional(Secret()) }, { additionalProperties: false }),
      capabilities: () => ({
        in: { text: {}, image: {}, event: {} },
        out: { text: { maxBytes: 2048 }, image: { maxBytes: 1000 } },
        replyWindows: [],
        receipts: ['delivered', 'read', 'failed'],
        firstReadBackMs: 0,
        ...capabilities
      }),
      setup: (hub) => {
        channel.hub = hub
        return {
          send: async (message, context) => {
            const result = await channel.onSend?.(message, context) ?? { externalId: `x-${message.id}` }
            channel.sent.push(message)
            for (const listener of listeners) listener()
            return result
          },
          ...instance
        }
      }
    })
  }
  return channel
}
