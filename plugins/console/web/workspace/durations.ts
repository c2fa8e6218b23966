import { useWords } from '../words/language.js'
import { words } from './words.js'

/** Writes a length of time in the language chosen: 40 秒, 12 分钟, 2 小时 3 分, 4 天 2 小时. */
export function useDuration (): (ms: number) => string {
  const { durations } = useWords(words)
  return (ms) => {
    const seconds = Math.max(0, Math.floor(ms / 1000))
    if (seconds < 60) return durations.seconds(seconds)
    const minutes = Math.floor(seconds / 60)
    if (minutes < 60) return durations.minutes(minutes)
    const hours = Math.floor(minutes / 60)
    if (hours < 48) return durations.hours(hours, minutes % 60)
    return durations.days(Math.floor(hours / 24), hours % 24)
  }
}

/** Writes a length of time as 1:05. */
export function toClock (ms: number): string {
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** Writes a size as 1.4 MB. */
export function toSize (bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB']
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log(bytes) / Math.log(1024)))
  const value = bytes / 1024 ** power
  return `${value >= 10 || power === 0 ? Math.round(value) : value.toFixed(1)} ${units[power] ?? ''}`
}
