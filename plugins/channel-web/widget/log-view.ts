import type { ChatState } from './chat-state.js'
import { makeBubbleView } from './bubble-view.js'
import type { BubbleContext, BubbleView } from './bubble-view.js'
import { make } from './element.js'
import { describeTyping, formatDay } from './formats.js'
import { makeLinkedText } from './linked-text.js'
import { makeRatingCard } from './rating-card.js'

/** Suggestions that are shown before the first message. */
const mostSuggestions = 8

/** What the log needs to know and to call. */
export interface LogContext extends BubbleContext {
  onEarlier: () => void
  onSuggest: (text: string) => void
  onRate: (score: number, comment: string) => void
  onDismissRating: () => void
}

/** The list of messages with what stands around it. */
export interface LogView {
  element: HTMLElement
  update: (state: ChatState) => void
  scrollToEnd: () => void
}

/** Makes the list of messages. It stays at its end while the visitor is there. */
export function makeLogView (context: LogContext): LogView {
  const { words, lang, base } = context
  const earlier = make('button', { type: 'button', class: 'earlier', onclick: context.onEarlier }, words.earlier)
  const intro = make('div', { class: 'intro' })
  const log = make('div', { class: 'log', role: 'log', 'aria-live': 'polite' })
  const suggestions = make('div', { class: 'choices suggestions', role: 'group', 'aria-label': words.suggestions })
  const typing = make('div', { class: 'typing', role: 'status' })
  const rating = makeRatingCard(words, context.onRate, context.onDismissRating)
  const element = make('div', { class: 'scroller', tabindex: '0', role: 'region', 'aria-label': words.messages },
    earlier, intro, log, suggestions, typing, rating.element)
  const views = new Map<string, BubbleView>()
  const days = new Map<string, HTMLElement>()
  let isAtEnd = true
  let shownBrand = ''

  function scrollToEnd (): void {
    isAtEnd = true
    element.scrollTop = element.scrollHeight
  }

  element.addEventListener('scroll', () => {
    isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < 60
  }, { passive: true })
  // Pictures get their height late; load events do not bubble, so they are caught on the way down.
  element.addEventListener('load', () => { if (isAtEnd) scrollToEnd() }, true)

  function updateBrand ({ brand, greeting }: ChatState): void {
    const key = JSON.stringify([brand, greeting])
    if (!brand || key === shownBrand) return
    shownBrand = key
    const texts = [greeting ?? brand.welcome[lang], brand.isOpen ? '' : brand.away[lang]].filter(Boolean)
    intro.replaceChildren(...texts.map((text) => make('div', { class: 'bubble bot' },
      make('div', { class: 'body' }, make('p', {}, makeLinkedText(text, base))))))
    suggestions.replaceChildren(...brand.suggestions.slice(0, mostSuggestions).map((suggestion) =>
      make('button', { type: 'button', onclick: () => context.onSuggest(suggestion[lang]) }, suggestion[lang])))
  }

  function listItems ({ bubbles }: ChatState): HTMLElement[] {
    let day = ''
    let author = ''
    return bubbles.flatMap((bubble) => {
      const view = views.get(bubble.key) ?? makeBubbleView(context)
      views.set(bubble.key, view)
      const date = new Date(bubble.at).toDateString()
      const isNewDay = date !== day
      if (isNewDay) author = ''
      day = date
      view.update(bubble, bubble.from !== 'visitor' && bubble.from !== 'system' && `${bubble.from} ${bubble.name}` !== author)
      author = `${bubble.from} ${bubble.name}`
      return isNewDay ? [takeDay(date, bubble.at), view.element] : [view.element]
    })
  }

  function takeDay (date: string, at: number): HTMLElement {
    const separator = days.get(date) ?? make('div', { class: 'day' })
    const text = formatDay(at, lang, words)
    if (separator.textContent !== text) separator.textContent = text
    days.set(date, separator)
    return separator
  }

  /** Moves only what is out of place, so that players go on and readers are not told again. */
  function place (items: HTMLElement[]): void {
    const wanted = new Set<Element>(items)
    for (const child of [...log.children]) if (!wanted.has(child)) child.remove()
    items.forEach((item, index) => {
      if (log.children[index] !== item) log.insertBefore(item, log.children[index] ?? null)
    })
  }

  return {
    element,
    scrollToEnd,
    update: (state) => {
      const heightBefore = element.scrollHeight
      const wasFirst = log.children[1]
      updateBrand(state)
      earlier.hidden = !state.hasEarlier
      intro.hidden = state.hasEarlier
      place(listItems(state))
      suggestions.hidden = !state.isLoaded || state.hasEarlier || state.bubbles.some(({ from }) => from === 'visitor')
      const text = state.typing === undefined ? '' : describeTyping(state.typing, words)
      if (typing.textContent !== text) typing.textContent = text
      rating.update(state.rating)
      if (isAtEnd) scrollToEnd()
      // Earlier messages came in above: what the visitor was reading stays where it was.
      else if (wasFirst && log.children[1] !== wasFirst) element.scrollTop += element.scrollHeight - heightBefore
    }
  }
}
