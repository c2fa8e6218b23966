import type { Conversation } from '../../api/types.js'
import { useOutbox } from '../../live/index.js'
import { useLanguage } from '../../words/language.js'
import { useChannels, useConversationContext } from '../queries.js'
import { words } from '../words.js'

/** Asks the customer how the conversation is; `undefined` where that is not possible now. */
export function useRatingRequest ({ id, channel, state }: Conversation): (() => void) | undefined {
  const outbox = useOutbox()
  const { language: own } = useLanguage()
  const language = useConversationContext(id).data?.contact.language
  const canSendCards = useChannels().find((one) => one.id === channel)?.capabilities.out.card !== undefined
  if (!canSendCards || state === 'closed') return undefined
  // The customer reads it, who may speak another language than the agent.
  const theirs = language === undefined ? own : /^zh\b/i.test(language.replace('_', '-')) ? 'zh' : 'en'
  return () => { outbox.send(id, { type: 'card', kind: 'rating', title: words[theirs].conversation.ratingQuestion }) }
}
