/** A time without a zone, which is taken for UTC. */
const WITHOUT_ZONE = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)$/

/** Numbers below are seconds, above milliseconds: as milliseconds it is March 1973, as seconds the year 5138. */
const FIRST_MILLISECONDS = 1e11

/** A time as other systems write it; undefined where it is none. */
export function readTime (value: unknown): Date | undefined {
  const isNumber = typeof value === 'number' || (typeof value === 'string' && /^\d{9,14}$/.test(value))
  if (isNumber) return new Date(Number(value) < FIRST_MILLISECONDS ? Number(value) * 1000 : Number(value))
  if (typeof value !== 'string') return undefined
  const [, day, time] = WITHOUT_ZONE.exec(value.trim()) ?? []
  const date = new Date(day === undefined ? value : `${day}T${String(time)}Z`)
  return Number.isNaN(date.getTime()) ? undefined : date
}

/** A time as a system wants it. @param ms since 1970 */
export function writeTime (ms: number, how: 'iso' | 'seconds' | 'milliseconds'): string {
  if (how === 'iso') return new Date(ms).toISOString()
  return String(how === 'seconds' ? Math.floor(ms / 1000) : ms)
}
