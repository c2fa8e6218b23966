import { useSyncExternalStore } from 'react'
import dayjs from 'dayjs'
import { defineWords } from './define-words.js'
import { useWords } from './language.js'

const words = defineWords({
  zh: {
    now: '刚刚',
    minutes: (count: number) => `${count} 分钟前`,
    hours: (count: number) => `${count} 小时前`,
    yesterday: (time: string) => `昨天 ${time}`,
    date: 'M月D日',
    dateWithYear: 'YYYY年M月D日',
    full: 'YYYY-MM-DD HH:mm:ss'
  },
  en: {
    now: 'just now',
    minutes: (count: number) => `${count} min ago`,
    hours: (count: number) => `${count} h ago`,
    yesterday: (time: string) => `yesterday ${time}`,
    date: 'MMM D',
    dateWithYear: 'MMM D, YYYY',
    full: 'YYYY-MM-DD HH:mm:ss'
  }
})

const TICK_MS = 20_000
let now = Date.now()
const listeners = new Set<() => void>()
let timer: number | undefined

function subscribe (listener: () => void): () => void {
  listeners.add(listener)
  now = Date.now()
  timer ??= window.setInterval(() => {
    now = Date.now()
    for (const each of listeners) each()
  }, TICK_MS)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    window.clearInterval(timer)
    timer = undefined
  }
}

/** The time in milliseconds, to 20 s: one clock for everything on screen that grows older. */
export function useNow (): number {
  return useSyncExternalStore(subscribe, () => now)
}

/** Writes times in the language chosen. */
export function useDates () {
  const own = useWords(words)
  return {
    /** For lists: 刚刚, 3 分钟前, 2 小时前, 昨天 09:12, 3月4日. */
    relative (at: string, nowMs: number): string {
      const time = dayjs(at)
      const minutes = Math.floor((nowMs - time.valueOf()) / 60_000)
      if (minutes < 1) return own.now
      if (minutes < 60) return own.minutes(minutes)
      const today = dayjs(nowMs).startOf('day')
      if (!time.isBefore(today)) return own.hours(Math.floor(minutes / 60))
      if (!time.isBefore(today.subtract(1, 'day'))) return own.yesterday(time.format('HH:mm'))
      return time.format(time.isSame(nowMs, 'year') ? own.date : own.dateWithYear)
    },
    /** The time of a day: 09:12. */
    clock: (at: string): string => dayjs(at).format('HH:mm'),
    /** A day: 3月4日, with its year unless it is this one. */
    day: (at: string): string => dayjs(at).format(dayjs(at).isSame(Date.now(), 'year') ? own.date : own.dateWithYear),
    /** To the second. */
    full: (at: string): string => dayjs(at).format(own.full)
  }
}

/** How long ago something was; to the second when the pointer rests on it. */
export function Ago ({ at }: { at: string }) {
  const nowMs = useNow()
  const { relative, full } = useDates()
  return <time dateTime={at} title={full(at)}>{relative(at, nowMs)}</time>
}
