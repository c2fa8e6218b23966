import { makeContent } from './content-view.js'
import type { ContentContext } from './content-view.js'
import { make } from './element.js'
import { formatTime } from './formats.js'
import type { Bubble } from './thread.js'
import type { Lang } from './words.js'

/** What a bubble needs to know and to call. */
export interface BubbleContext extends ContentContext {
  lang: Lang
  onRetry: (key: string) => void
}

/** A message on the page, which changes in place so that a screen reader does not read it twice. */
export interface BubbleView {
  element: HTMLElement
  update: (bubble: Bubble, isNamed: boolean) => void
}

function nameAuthor ({ from, name }: Bubble, { words }: BubbleContext): string {
  if (from === 'visitor') return words.you
  return name || (from === 'agent' ? words.agent : from === 'bot' ? words.bot : '')
}

function makeFoot (bubble: Bubble, { words, lang, onRetry }: BubbleContext): Node[] {
  const { key, from, state, at, reason } = bubble
  const time = make('time', { datetime: new Date(at).toISOString() }, formatTime(at, lang))
  if (from !== 'visitor') return [time]
  if (state === 'stored') {
    return [time, make('span', { role: 'img', 'aria-label': words.stored, title: words.stored }, '✓')]
  }
  if (state !== 'failed') return [make('span', {}, words[state])]
  return [
    make('span', { class: 'reason' }, reason && reason !== words.failed ? `${words.failed}: ${reason}` : words.failed),
    make('button', { type: 'button', class: 'retry', onclick: () => onRetry(key) }, words.retry)
  ]
}

/** Makes the view of a message. */
export function makeBubbleView (context: BubbleContext): BubbleView {
  const author = make('div', { class: 'author' })
  const body = make('div', { class: 'body' })
  const foot = make('div', { class: 'foot' })
  const element = make('div', { class: 'bubble' }, author, body, foot)
  let shownContent = ''
  let shownFoot = ''

  return {
    element,
    update: (bubble, isNamed) => {
      const name = nameAuthor(bubble, context)
      element.className = `bubble ${bubble.from} ${bubble.state} is-${bubble.content.type}`
      if (author.textContent !== name) author.textContent = name
      author.classList.toggle('quiet', !isNamed)
      const content = JSON.stringify(bubble.content)
      if (content !== shownContent) body.replaceChildren(makeContent(bubble.content, context))
      shownContent = content
      const footKey = `${bubble.state} ${bubble.at} ${bubble.reason}`
      if (footKey !== shownFoot) foot.replaceChildren(...makeFoot(bubble, context))
      shownFoot = footKey
    }
  }
}
