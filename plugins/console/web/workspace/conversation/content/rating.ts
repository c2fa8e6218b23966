import type { Content } from '../../../api/types.js'

const MOST = 5

/** What a customer thought of a conversation. */
export interface Rating {
  /** 1 to 5; absent when what was told is no such number. */
  score?: number
  /** The score in black and white: ★★★★☆. */
  stars?: string
  comment?: string
  /** Which conversation it is about. */
  conversation?: string
}

/** Reads the rating out of an event; `undefined`: it is none. */
export function toRating ({ name, data = {} }: Extract<Content, { type: 'event' }>): Rating | undefined {
  if (name !== 'rating') return undefined
  const score = Number(data.score)
  const isScore = Number.isInteger(score) && score >= 1 && score <= MOST
  const comment = data.comment?.trim() ?? ''
  return {
    ...(isScore && { score, stars: '★'.repeat(score) + '☆'.repeat(MOST - score) }),
    ...(comment !== '' && { comment }),
    ...(data.conversation !== undefined && { conversation: data.conversation })
  }
}
