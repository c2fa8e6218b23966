const TEXT = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3})\d*)?)?)?$/
const formatters = new Map<string, Intl.DateTimeFormat>()

/**
 * The moment that a clock on a wall in `timeZone` shows, or undefined where the text is none. Where the clock is put back and
 * shows the same time twice, one of the two.
 * @param text `2026-11-23`, `2026-11-23 10:00:00`, `2026-11-23T10:00:00.123456`
 * @param timeZone IANA name
 */
export function parseLocalTime (text: unknown, timeZone: string): Date | undefined {
  const match = typeof text === 'string' ? TEXT.exec(text) : null
  if (match === null) return undefined
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map((part) => Number(part ?? 0))
  const wall = Date.UTC(year, month - 1, day, hour, minute, second, Number((match[7] ?? '0').padEnd(3, '0')))
  if (month < 1 || month > 12 || day < 1 || new Date(wall).getUTCDate() !== day || hour > 23) return undefined
  // The first guess may lie on the other side of a change of the offset; the second does not.
  const guess = wall - offsetMs(wall, timeZone)
  return new Date(wall - offsetMs(guess, timeZone))
}

/** What a clock on a wall in `timeZone` shows: `2026-11-23 10:00:00`. */
export function formatLocalTime (at: Date, timeZone: string): string {
  return new Date(at.getTime() + offsetMs(at.getTime(), timeZone)).toISOString().slice(0, 19).replace('T', ' ')
}

/** @throws Error when no such time zone is known */
export function checkTimeZone (timeZone: string): void { formatter(timeZone) }

function offsetMs (ms: number, timeZone: string): number {
  const whole = Math.floor(ms / 1000) * 1000
  const parts = Object.fromEntries(formatter(timeZone).formatToParts(whole).map(({ type, value }) => [type, Number(value)]))
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return Date.UTC(year, month - 1, day, hour, minute, second) - whole
}

function formatter (timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric'
  })
  formatters.set(timeZone, made)
  return made
}
