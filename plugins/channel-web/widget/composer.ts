import { make, makeIcon, makeIconButton } from './element.js'
import { makeEmojiPicker } from './emoji-picker.js'
import { canRecord } from './recorder.js'
import { makeRecorderBar } from './recorder-bar.js'
import { makeSuggestionList } from './suggestion-list.js'
import type { Words } from './words.js'

/** What the composer calls. */
export interface ComposerEvents {
  onText: (text: string) => void
  onFile: (file: File, durationMs?: number) => void
  onTyping: (isTyping: boolean) => void
  /** The visitor asks for a person, by the words on the button. */
  onPerson: (label: string) => void
  /** The visitor wants to fill in a form. */
  onForms: () => void
  onNotice: (text: string) => void
}

/** Where the visitor writes. */
export interface Composer {
  element: HTMLElement
  focus: () => void
  /** Closes what is open in it, such as the emoji; false when nothing was. */
  closeInner: () => boolean
  /** Shows how the button for a person is called, '' for none, what to suggest while the visitor types, and whether there are forms. */
  update: (person: string, suggestions: readonly string[], hasForms: boolean) => void
}

/** Makes the composer. */
export function makeComposer (words: Words, events: ComposerEvents): Composer {
  const field = make('textarea', { rows: '1', maxlength: '10000', placeholder: words.write, 'aria-label': words.write, enterkeyhint: 'send', dir: 'auto' })
  const chooser = make('input', { type: 'file', multiple: true, hidden: true, tabindex: '-1' })
  const picker = makeEmojiPicker(words.emoji, insert)
  const emojiButton = makeIconButton('emoji', words.emoji, '', () => showEmoji(picker.hidden))
  const voiceButton = makeIconButton('microphone', words.voice, '', () => { recorder.start() })
  const formsButton = makeIconButton('form', words.forms, '', events.onForms)
  const sendButton = makeIconButton('send', words.send, 'primary', sendText)
  const personLabel = make('span', {})
  const person = make('button', { type: 'button', class: 'person', onclick: () => events.onPerson(personLabel.textContent ?? '') }, makeIcon('person'), personLabel)
  const hints = makeSuggestionList(words.suggestions, pick)
  const recorder = makeRecorderBar(words, {
    record: events.onFile,
    notice: events.onNotice,
    toggle: (isRecording) => {
      if (isRecording) showEmoji(false)
      for (const part of [hints.element, field, sendButton, voiceButton, emojiButton]) part.hidden = isRecording
      if (!isRecording) field.focus()
    }
  })
  const tools = make('div', { class: 'tools' },
    emojiButton, makeIconButton('clip', words.file, '', () => chooser.click()), canRecord() && voiceButton, formsButton, person, sendButton)
  const element = make('div', { class: 'composer' }, picker, hints.element, field, recorder.element, tools, chooser)
  let suggestions: readonly string[] = []
  emojiButton.setAttribute('aria-expanded', 'false')

  function showEmoji (isShown: boolean): void {
    picker.hidden = !isShown
    emojiButton.setAttribute('aria-expanded', String(isShown))
    if (isShown) picker.querySelector<HTMLElement>('[tabindex="0"]')?.focus()
  }

  function insert (text: string): void {
    field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end')
    changed()
  }

  function changed (): void {
    field.style.height = 'auto'
    field.style.height = `${field.scrollHeight}px`
    const isEmpty = field.value.trim() === ''
    sendButton.disabled = isEmpty
    events.onTyping(!isEmpty)
    suggest()
  }

  function suggest (): void { hints.update(suggestions, field.value) }

  function sendText (): void {
    const text = field.value.trim()
    if (text) pick(text)
  }

  function pick (text: string): void {
    field.value = ''
    showEmoji(false)
    changed()
    events.onText(text)
    field.focus()
  }

  function takeFiles (list: FileList | undefined | null): boolean {
    const files = [...list ?? []]
    for (const file of files) events.onFile(file)
    return files.length > 0
  }

  field.addEventListener('input', changed)
  field.addEventListener('keydown', (event) => {
    // Safari ends a composition before the key event that ended it; 229 is how it marks that key.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return
    event.preventDefault()
    sendText()
  })
  field.addEventListener('paste', (event) => {
    if (takeFiles(event.clipboardData?.files)) event.preventDefault()
  })
  element.addEventListener('dragover', (event) => { event.preventDefault() })
  element.addEventListener('drop', (event) => {
    // A dropped text goes into the field by itself.
    if (takeFiles(event.dataTransfer?.files)) event.preventDefault()
  })
  chooser.addEventListener('change', () => {
    takeFiles(chooser.files)
    chooser.value = ''
  })
  sendButton.disabled = true

  return {
    element,
    focus: () => field.focus(),
    update: (label, next, hasForms) => {
      formsButton.hidden = !hasForms
      person.hidden = label === ''
      if (personLabel.textContent !== label) personLabel.textContent = label
      suggestions = next
      suggest()
    },
    closeInner: () => {
      if (recorder.cancel()) return true
      if (picker.hidden) return false
      showEmoji(false)
      field.focus()
      return true
    }
  }
}
