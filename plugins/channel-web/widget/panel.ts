import type { Chat } from './chat.js'
import type { ChatState } from './chat-state.js'
import { makeComposer } from './composer.js'
import { make } from './element.js'
import { makeFormSheet } from './form-sheet.js'
import { makeHeaderView } from './header-view.js'
import { makeLogView } from './log-view.js'
import { fitToScreen, isNarrow, keepFocus } from './narrow.js'
import type { Options } from './options.js'
import type { Words } from './words.js'

/** The dialog in which the visitor reads and writes. */
export interface Panel {
  element: HTMLElement
  update: (state: ChatState) => void
  notice: (text: string) => void
  open: () => void
  close: () => void
}

const noticeForMs = 8000

/** Makes the panel, closed. `onClose` is called when the visitor wants it closed. */
export function makePanel ({ base, lang }: Options, words: Words, chat: Chat, onClose: () => void): Panel {
  const header = makeHeaderView(base, words, onClose)
  const log = makeLogView({
    base,
    lang,
    words,
    onChoose: (id, label) => say(() => chat.choose(id, label)),
    onRetry: (key) => {
      const form = chat.takeBack(key)
      if (form) sheet.open(form)
      else chat.retry(key)
    },
    onEarlier: chat.loadEarlier,
    onSuggest: (text) => say(() => chat.sendText(text)),
    onRate: chat.rate,
    onDismissRating: chat.dismissRating
  })
  const composer = makeComposer(words, {
    onText: (text) => say(() => chat.sendText(text)),
    onFile: (file, durationMs) => say(() => {
      const problem = chat.sendFile(file, durationMs)
      if (problem) notice(problem)
    }),
    onTyping: chat.setTyping,
    onPerson: (label) => say(() => chat.choose('handover', label)),
    onForms: () => sheet.open(),
    onNotice: notice
  })
  const sheet = makeFormSheet(lang, words, (filled) => say(() => chat.sendForm(filled)), (isOpen) => {
    log.element.hidden = composer.element.hidden = isOpen
    if (!isOpen) composer.focus()
  })
  const noticeBar = make('div', { class: 'notice', role: 'alert' })
  const element = make('section', { id: 'panel', class: 'panel', role: 'dialog', 'aria-labelledby': 'name', tabindex: '-1', hidden: true },
    header.element, log.element, sheet.element, noticeBar, composer.element)
  let noticeTimer: ReturnType<typeof setTimeout> | undefined

  /** Goes to the end with what the visitor says, wherever they were reading. */
  function say (action: () => void): void {
    action()
    requestAnimationFrame(log.scrollToEnd)
  }

  function notice (text: string): void {
    clearTimeout(noticeTimer)
    noticeBar.textContent = text
    noticeTimer = setTimeout(() => { noticeBar.textContent = '' }, noticeForMs)
  }

  element.addEventListener('keydown', (event) => {
    // The page's own shortcuts would take the visitor's letters: it sees the host element, not a text field.
    event.stopPropagation()
    if (event.key === 'Tab') keepFocus(element, event)
    if (event.key !== 'Escape' || event.isComposing) return
    if (!sheet.close() && !composer.closeInner()) onClose()
  })
  for (const name of ['keyup', 'keypress']) element.addEventListener(name, (event) => event.stopPropagation())
  fitToScreen(element)

  return {
    element,
    notice,
    update: (state) => {
      header.update(state)
      log.update(state)
      const { brand, isWithAgent, forms } = state
      sheet.update(forms)
      // A brand that an earlier version of the widget kept may lack what came later.
      composer.update(isWithAgent ? '' : brand?.person?.[lang] ?? words.person, brand?.suggestions.map((suggestion) => suggestion[lang]) ?? [], forms.length > 0)
    },
    open: () => {
      element.hidden = false
      element.setAttribute('aria-modal', String(isNarrow()))
      log.scrollToEnd()
      // On a phone the text field would bring up the keyboard over what is to be read first.
      if (isNarrow()) element.focus()
      else composer.focus()
    },
    close: () => {
      composer.closeInner()
      element.hidden = true
    }
  }
}
