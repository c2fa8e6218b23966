/** How lengths of time are written in a language. */
export interface DurationWords {
  seconds: (count: number) => string
  minutes: (count: number) => string
  hours: (hours: number, minutes: number) => string
  days: (days: number, hours: number) => string
}

/** Writes a length of time in two units at most: 40 秒, 12 分钟, 2 小时 3 分, 4 天 2 小时. */
export function toDuration (ms: number, words: DurationWords): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return words.seconds(seconds)
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return words.minutes(minutes)
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return words.hours(hours, minutes % 60)
  return words.days(Math.floor(hours / 24), hours % 24)
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
