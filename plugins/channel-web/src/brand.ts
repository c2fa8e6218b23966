import type { Options } from './options.js'
import type { Brand, Setup } from './wire.js'

const DAYS: Readonly<Record<string, number>> = { Mon: 1, Tue: 2, Wed: 3, Thu: 4, Fri: 5, Sat: 6, Sun: 7 }

/** How the widget looks now. */
export function toBrand (options: Options, nowMs: number): Brand {
  const { name, color, logoUrl, welcome, position, sound, suggestions, person, hours, away } = options
  return { name, color, welcome, position, sound, suggestions, person, away, isOpen: hours === undefined || isOpenAt(hours, nowMs), ...(logoUrl !== undefined && { logoUrl }) }
}

/** What the widget knows before it has asked the hub for anything. */
export function toSetup ({ color, position, invitations }: Options): Setup {
  return { color, position, invitations }
}

/** Whether a time lies within opening hours. A night that begins on an open day belongs to that day. */
export function isOpenAt (hours: NonNullable<Options['hours']>, atMs: number): boolean {
  const parts = new Intl.DateTimeFormat('en', { timeZone: hours.timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).formatToParts(atMs)
  const part = (type: string): string => parts.find((candidate) => candidate.type === type)?.value ?? ''
  const time = `${part('hour')}:${part('minute')}`
  const today = DAYS[part('weekday')] ?? 0
  const yesterday = today === 1 ? 7 : today - 1
  const { days, from, to } = hours
  if (from <= to) return days.includes(today) && time >= from && time < to
  return (days.includes(today) && time >= from) || (days.includes(yesterday) && time < to)
}

/** @throws RangeError for a time zone that nobody knows */
export function checkHours (hours: Options['hours']): void {
  if (hours !== undefined) isOpenAt(hours, 0)
}
