import type { WireContent, WireMedia } from '../src/wire.js'
import { toAddress } from './address.js'
import { make, makeIcon } from './element.js'
import { formatBytes, formatDuration } from './formats.js'
import { makeLink, makeLinkedText } from './linked-text.js'
import type { Words } from './words.js'

/** What a view of a message needs to know and to call. */
export interface ContentContext {
  base: URL
  words: Words
  onChoose: (id: string, label: string) => void
}

type ContentOf<T extends WireContent['type']> = Extract<WireContent, { type: T }>

function makePicture (media: WireMedia | undefined, { base, words }: ContentContext): HTMLElement | undefined {
  const src = toAddress(media?.src, base)
  return src === undefined ? undefined : make('img', { src, alt: media?.name || words.image, class: 'picture' })
}

function makeImage ({ media }: ContentOf<'image'>, context: ContentContext): HTMLElement {
  const picture = makePicture(media, context)
  const href = toAddress(media.src, context.base)
  if (!picture || !href) return make('p', {}, context.words.lostMedia)
  const link = makeLink(href, picture)
  link.title = context.words.openImage
  return link
}

function makePlayer (content: ContentOf<'voice'> | ContentOf<'video'>, { base, words }: ContentContext): HTMLElement {
  const src = toAddress(content.media.src, base)
  if (!src) return make('p', {}, words.lostMedia)
  const attributes = { src, controls: true, preload: 'metadata' }
  if (content.type === 'video') return make('video', { ...attributes, playsinline: true, 'aria-label': words.video })
  const { durationMs } = content
  const player = make('audio', { ...attributes, 'aria-label': words.voiceMessage })
  return make('div', {}, player, durationMs !== undefined && make('small', {}, formatDuration(durationMs)))
}

function makeFile ({ media, name }: ContentOf<'file'>, { base, words }: ContentContext): HTMLElement {
  const label = make('span', {}, name || media.name || words.file, make('small', {}, formatBytes(media.bytes)))
  // An empty src is a file that is still on its way.
  const href = media.src ? toAddress(media.src, base) : undefined
  const view = href ? makeLink(href, makeIcon('file'), label) : make('span', {}, makeIcon('file'), label)
  view.className = 'file'
  return view
}

function makeMenu ({ text, items, footer }: ContentOf<'menu'>, { base, onChoose }: ContentContext): HTMLElement {
  const buttons = items.map(({ id, label }) => make('button', { type: 'button', onclick: () => onChoose(id, label) }, label))
  return make('div', {},
    make('p', {}, makeLinkedText(text, base)),
    make('div', { class: 'choices' }, ...buttons),
    footer ? make('p', {}, makeLinkedText(footer, base)) : undefined)
}

function makeCard (content: ContentOf<'card'> | ContentOf<'link'>, context: ContentContext): HTMLElement {
  const href = toAddress(content.url, context.base)
  const parts = [
    content.type === 'card' ? makePicture(content.image, context) : undefined,
    make('strong', {}, content.title),
    content.description ? make('span', {}, content.description) : undefined,
    href ? make('u', {}, content.type === 'card' ? context.words.details : new URL(href).hostname) : undefined
  ].filter((part) => part !== undefined)
  const view = href ? makeLink(href, ...parts) : make('div', {}, ...parts)
  view.className = 'card'
  return view
}

function makeFilled ({ title, fields, text }: ContentOf<'form'>, { base, words }: ContentContext): HTMLElement {
  const lines = fields.flatMap(({ title, value }) => [make('dt', {}, title), make('dd', {}, typeof value === 'boolean' ? (value ? words.yes : words.no) : String(value))])
  return make('div', { class: 'filled' }, make('strong', {}, title), make('dl', {}, ...lines), text ? make('p', {}, makeLinkedText(text, base)) : undefined)
}

/** Shows what a message says; what it does not know by its text. */
export function makeContent (content: WireContent, context: ContentContext): HTMLElement {
  switch (content.type) {
    case 'image': return makeImage(content, context)
    case 'voice':
    case 'video': return makePlayer(content, context)
    case 'file': return makeFile(content, context)
    case 'menu': return makeMenu(content, context)
    case 'form': return makeFilled(content, context)
    case 'card':
    case 'link': return makeCard(content, context)
    default: return make('p', {}, makeLinkedText(String(content.text ?? ''), context.base))
  }
}
