import dayjs from 'dayjs'

/** A moment as a `datetime-local` field holds it, in the time of this place; nothing is an empty text. */
export function toLocalTime (at: string | undefined): string {
  return at === undefined ? '' : dayjs(at).format('YYYY-MM-DDTHH:mm')
}

/** The moment that a `datetime-local` field names, in UTC; nothing when it is empty or no time. */
export function fromLocalTime (text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined
  const time = dayjs(text)
  return time.isValid() ? time.toISOString() : undefined
}
