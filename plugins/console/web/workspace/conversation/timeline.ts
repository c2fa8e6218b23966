import type { Activity, Message } from '../../api/types.js'

/** Messages of one author that follow each other within this time stand together. */
const GROUP_MS = 180_000

/** What the log shows, one below the other. */
export type Line =
  | { kind: 'day', key: string, at: string }
  | { kind: 'message', key: string, message: Message, isFirst: boolean }
  | { kind: 'activity', key: string, activity: Activity }

/**
 * Puts messages and activities in order of time, with a line at the beginning of each day.
 * @param messages oldest first
 * @param hasEarlier whether there are messages before these: activities before the first one are left for them
 */
export function toTimeline (messages: readonly Message[], activities: readonly Activity[], hasEarlier: boolean): Line[] {
  const from = hasEarlier ? messages[0]?.at ?? '' : ''
  const waiting = activities.filter(({ at }) => at >= from)
  const lines: Line[] = []
  let day = ''
  let before: Message | undefined
  const begin = (at: string): void => {
    const today = new Date(at).toDateString()
    if (today === day) return
    day = today
    before = undefined
    lines.push({ kind: 'day', key: `day ${today}`, at })
  }
  const addActivity = (activity: Activity): void => {
    begin(activity.at)
    before = undefined
    lines.push({ kind: 'activity', key: activity.id, activity })
  }
  for (const message of messages) {
    while (waiting[0] !== undefined && waiting[0].at < message.at) addActivity(waiting.shift() as Activity)
    begin(message.at)
    const isEvent = message.content.type === 'event'
    lines.push({ kind: 'message', key: message.id, message, isFirst: before === undefined || !isTogether(before, message) })
    before = isEvent ? undefined : message
  }
  waiting.forEach(addActivity)
  return lines
}

function isTogether (before: Message, message: Message): boolean {
  return before.direction === message.direction && before.author?.id === message.author?.id &&
    Date.parse(message.at) - Date.parse(before.at) < GROUP_MS
}
