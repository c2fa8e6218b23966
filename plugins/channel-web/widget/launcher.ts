import { make, makeIcon } from './element.js'
import { fill } from './words.js'
import type { Words } from './words.js'

/** The round button that opens the panel. */
export interface Launcher {
  element: HTMLButtonElement
  update: (isOpen: boolean, unread: number) => void
}

/** Makes the launcher. */
export function makeLauncher (words: Words, onclick: () => void): Launcher {
  const badge = make('span', { class: 'badge', 'aria-hidden': 'true' })
  const element = make('button', { type: 'button', class: 'launcher', 'aria-haspopup': 'dialog', 'aria-controls': 'panel', onclick },
    makeIcon('chat'), makeIcon('down'), badge)

  return {
    element,
    update: (isOpen, unread) => {
      const label = isOpen ? words.close : words.open
      element.setAttribute('aria-expanded', String(isOpen))
      element.setAttribute('aria-label', unread > 0 && !isOpen ? `${label}, ${fill(words.unread, { count: unread })}` : label)
      badge.hidden = isOpen || unread === 0
      badge.textContent = unread > 99 ? '99+' : String(unread)
    }
  }
}
