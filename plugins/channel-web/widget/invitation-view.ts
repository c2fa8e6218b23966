import type { Invitation } from '../src/wire.js'
import { make, makeIconButton } from './element.js'
import type { Lang, Words } from './words.js'

/** The bubble at the launcher that invites to chat. */
export interface InvitationView {
  element: HTMLElement
  show: (invitation: Invitation) => void
  hide: () => void
}

/** Makes the bubble, empty. `onAccept` is given the text. */
export function makeInvitationView (lang: Lang, words: Words, onAccept: (text: string) => void): InvitationView {
  // It is there before its content is, so that a screen reader tells when it comes.
  const element = make('div', { class: 'invitation', 'aria-live': 'polite' })
  const hide = (): void => element.replaceChildren()
  element.addEventListener('keydown', (event) => { if (event.key === 'Escape') hide() })
  return {
    element,
    hide,
    show: ({ text }) => {
      const accept = make('button', { type: 'button', onclick: () => { hide(); onAccept(text[lang]) } }, text[lang])
      element.replaceChildren(accept, makeIconButton('close', words.notNow, 'dismiss', hide))
    }
  }
}
