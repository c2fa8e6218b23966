import type { ChatState } from './chat-state.js'
import { toAddress } from './address.js'
import { make, makeIconButton } from './element.js'
import type { Words } from './words.js'

/** The head of the panel: who the shop is, and how the connection stands. */
export interface HeaderView {
  element: HTMLElement
  update: (state: ChatState) => void
}

function describe ({ status, brand }: ChatState, words: Words): string {
  if (status === 'open') return brand?.isOpen === false ? words.away : words.online
  if (status === 'refused') return words.unavailable
  return status === 'lost' ? words.reconnecting : words.connecting
}

/** Makes the head of the panel. */
export function makeHeaderView (base: URL, words: Words, onClose: () => void): HeaderView {
  const logo = make('img', { class: 'logo', alt: '', hidden: true })
  const name = make('strong', { id: 'name' }, words.title)
  const status = make('span', { class: 'status', role: 'status' })
  const element = make('header', {}, logo, make('div', {}, name, status), makeIconButton('close', words.close, 'close', onClose))
  logo.addEventListener('error', () => { logo.hidden = true })

  return {
    element,
    update: (state) => {
      const src = toAddress(state.brand?.logoUrl, base)
      if (src && logo.src !== src) {
        logo.src = src
        logo.hidden = false
      }
      name.textContent = state.brand?.name || words.title
      const text = describe(state, words)
      if (status.textContent !== text) status.textContent = text
      status.dataset.status = state.status === 'open' && state.brand?.isOpen === false ? 'away' : state.status
    }
  }
}
