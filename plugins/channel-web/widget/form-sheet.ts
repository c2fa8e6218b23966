import type { Form, WireForm } from '../src/wire.js'
import { make } from './element.js'
import { makeFormView } from './form-view.js'
import type { FormView } from './form-view.js'
import type { Lang, Words } from './words.js'

/** The part of the panel in which forms are chosen and filled in; it stands in place of the conversation. */
export interface FormSheet {
  element: HTMLElement
  update: (forms: readonly Form[]) => void
  /** Opens the only form, or the choice among them; or one that comes back, as it was filled in. */
  open: (filled?: WireForm) => void
  /** Closes it; what was typed stays for the next time. False when it was closed. */
  close: () => boolean
}

/** Makes the sheet, closed. `onToggle` tells whether it is open. */
export function makeFormSheet (lang: Lang, words: Words, onSend: (filled: WireForm) => void, onToggle: (isOpen: boolean) => void): FormSheet {
  const element = make('div', { class: 'sheet', hidden: true })
  const views = new Map<string, FormView>()
  let forms: readonly Form[] = []
  let known = '[]'

  function viewOf (form: Form): FormView {
    const view = views.get(form.id) ?? makeFormView(form, lang, words, (filled) => {
      views.delete(form.id)
      close()
      onSend(filled)
    }, close)
    views.set(form.id, view)
    return view
  }

  function show (form: Form, filled?: WireForm): void {
    const view = viewOf(form)
    if (filled) view.fillIn(filled)
    element.replaceChildren(view.element)
    element.scrollTop = 0
    view.focus()
  }

  function showChoice (): void {
    const buttons = forms.map((form) => make('button', { type: 'button', onclick: () => show(form) }, form.title[lang]))
    element.replaceChildren(make('h2', {}, words.forms), make('div', { class: 'choices' }, ...buttons),
      make('div', { class: 'actions' }, make('button', { type: 'button', class: 'cancel', onclick: close }, words.cancel)))
    buttons[0]?.focus()
  }

  function close (): boolean {
    if (element.hidden) return false
    element.hidden = true
    onToggle(false)
    return true
  }

  return {
    element,
    close,
    update: (next) => {
      const key = JSON.stringify(next)
      if (key === known) return
      known = key
      forms = next
      // What is being filled in is not taken away; it is built anew the next time.
      views.clear()
    },
    open: (filled) => {
      const form = forms.length === 1 ? forms[0] : forms.find(({ id }) => id === filled?.form)
      element.hidden = false
      onToggle(true)
      if (form) show(form, filled)
      else showChoice()
    }
  }
}
