import { useWords } from '../words/language.js'
import { toDuration } from './durations.js'
import { words } from './words.js'

/** Writes a length of time in the language chosen. */
export function useDuration (): (ms: number) => string {
  const { durations } = useWords(words)
  return (ms) => toDuration(ms, durations)
}
