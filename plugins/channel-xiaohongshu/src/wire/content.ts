import type { Content, MediaRef } from '@kefuhub/contract'
import { MESSAGE_TYPES } from './facts.js'
import { cut, numberAt, optional, textAt, wordAt } from './paths.js'
import type { MessageType, Wire } from './schema.js'

const MAX_REMOTE_LENGTH = 2048
const MAX_URL_LENGTH = 4096

/** The types that one entry knows, by their name in upper case: an operator's over the built-in ones, field by field. */
export function messageTypes ({ inbound: { types } }: Wire): ReadonlyMap<string, MessageType> {
  const known = new Map<string, MessageType>(Object.entries(MESSAGE_TYPES as unknown as Record<string, MessageType>))
  for (const [name, type] of Object.entries(types)) known.set(name.toUpperCase(), { ...known.get(name.toUpperCase()), ...type })
  return known
}

/** A decrypted content as the hub's; undefined when what the type needs is missing. */
export function toContent (type: MessageType, opened: unknown): Content | undefined {
  switch (type.as) {
    case 'text': {
      const text = textAt(opened, type.text)
      return text === undefined ? undefined : { type: 'text', text: cut(text, 65_536) }
    }
    case 'image':
    case 'voice': {
      const media = mediaAt(opened, type.url)
      return media && { type: type.as, media }
    }
    case 'video': {
      const media = mediaAt(opened, type.url)
      return media && { type: 'video', media, ...optional('thumbnail', mediaAt(opened, type.image)), ...wordsOf(opened, type) }
    }
    case 'file': {
      const media = mediaAt(opened, type.url)
      const name = wordAt(opened, type.title)
      return media === undefined && name === undefined ? undefined : { type: 'file', ...optional('media', media), name: cut(name ?? '', 255) }
    }
    case 'link': {
      const url = urlAt(opened, type.url)
      return url === undefined ? undefined : { type: 'link', url, title: url.slice(0, 512), ...wordsOf(opened, type), ...optional('imageUrl', urlAt(opened, type.image)) }
    }
    case 'card': return toCard(type, opened)
    case 'location': {
      const latitude = numberAt(opened, type.latitude)
      const longitude = numberAt(opened, type.longitude)
      if (latitude === undefined || longitude === undefined || Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return undefined
      const label = wordAt(opened, type.label)
      return { type: 'location', latitude, longitude, ...optional('label', label && cut(label, 512)) }
    }
    case 'event': {
      const key = wordAt(opened, type.id)
      return { type: 'event', name: type.kind ?? 'other', ...optional('key', key && cut(key, 1024)) }
    }
  }
}

/** A card needs something to show: a title, a picture, an address or a value. */
function toCard (type: MessageType, opened: unknown): Content | undefined {
  const kind = type.kind ?? 'other'
  const data = Object.fromEntries(Object.entries(type.data ?? {})
    .map(([name, paths]) => [name, wordAt(opened, paths)])
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .map(([name, value]) => [name, cut(value, 4096)]))
  const shown = { ...optional('url', urlAt(opened, type.url)), ...optional('image', mediaAt(opened, type.image)) }
  const { title, ...rest } = wordsOf(opened, type)
  if (title === undefined && Object.keys(data).length + Object.keys(shown).length === 0) return undefined
  return { type: 'card', kind, title: title ?? kind, ...rest, ...shown, ...(Object.keys(data).length > 0 ? { data } : {}) }
}

function wordsOf (opened: unknown, type: MessageType): { title?: string, description?: string } {
  const title = wordAt(opened, type.title)
  const description = wordAt(opened, type.description)
  return { ...optional('title', title && cut(title, 512)), ...optional('description', description && cut(description, 2048)) }
}

function urlAt (opened: unknown, paths: readonly string[] | undefined): string | undefined {
  const url = wordAt(opened, paths)
  return url !== undefined && url.length <= MAX_URL_LENGTH && /^https?:\/\//i.test(url) && URL.canParse(url) ? url : undefined
}

function mediaAt (opened: unknown, paths: readonly string[] | undefined): MediaRef | undefined {
  const url = urlAt(opened, paths)
  return url === undefined || url.length > MAX_REMOTE_LENGTH ? undefined : { state: 'remote', remote: url }
}
