import { Cron } from 'croner'
import { SEVERITIES, type Severity } from '@kefuhub/contract'
import type { NoticesConfig } from '../../config/notices-schema.js'

/** Hours in which people are left in peace. */
export type QuietHours = NonNullable<NoticesConfig['quietHours']>

/** The minute of the day at a time and place. */
function minuteOf (at: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).formatToParts(at)
  const number = (type: 'hour' | 'minute'): number => Number(parts.find((part) => part.type === type)?.value)
  return number('hour') * 60 + number('minute')
}

function toMinute (clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  return hours * 60 + minutes
}

/** When something may be told: at once, or when the quiet hours are over. They may go past midnight. */
export function afterQuiet (quiet: QuietHours | undefined, severity: Severity, at: Date): Date {
  if (quiet === undefined) return at
  if (quiet.except !== 'nothing' && SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(quiet.except)) return at
  const [from, to, now] = [toMinute(quiet.from), toMinute(quiet.to), minuteOf(at, quiet.timeZone)]
  const isQuiet = from <= to ? now >= from && now < to : now >= from || now < to
  if (!isQuiet) return at
  const [hours, minutes] = quiet.to.split(':')
  // Days with another length, when clocks are changed, are the library's business.
  return new Cron(`${Number(minutes)} ${Number(hours)} * * *`, { timezone: quiet.timeZone, paused: true }).nextRun(at) ?? at
}
