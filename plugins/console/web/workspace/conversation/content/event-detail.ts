import type { Content } from '../../../api/types.js'

/** What an event is about: a text, and where it leads when it is a page. */
export interface EventDetail { text: string, url?: string }

/** Events whose key is an address. */
const OPENED = 'view'

/** The one thing to know about an event besides its name: the page that was visited, the entry that was tapped, the place that was reported. */
export function toEventDetail ({ name, key = '', data = {} }: Extract<Content, { type: 'event' }>): EventDetail | undefined {
  const url = data.url ?? (name === OPENED ? key : '')
  const { title = '', Latitude: latitude = '', Longitude: longitude = '' } = data
  if (url !== '') return { text: title === '' ? url : title, url }
  if (key !== '') return { text: key }
  if (title !== '') return { text: title }
  return latitude === '' || longitude === '' ? undefined : { text: `${latitude}, ${longitude}` }
}
