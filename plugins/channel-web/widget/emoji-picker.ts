import { make } from './element.js'

const emoji = '😀 😄 😂 🤣 😊 😍 😘 😜 🤔 😅 😭 😢 😡 😱 🥺 😴 😎 🤝 👍 👎 👌 👏 🙏 💪 👋 🌹 🎉 🎁 ❤️ 💔 🔥 ✨ ⭐ ☕ 🍻 🚚 📦 💰 ✅ ❓'.split(' ')

const columns = 8

/** A grid of common emoji; the arrow keys move in it, one Tab passes it. */
export function makeEmojiPicker (label: string, onPick: (emoji: string) => void): HTMLElement {
  const buttons = emoji.map((character, index) =>
    make('button', { type: 'button', tabindex: index === 0 ? '0' : '-1', onclick: () => onPick(character) }, character))
  const steps: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }

  return make('div', {
    class: 'emoji-grid',
    role: 'group',
    'aria-label': label,
    hidden: true,
    onkeydown: (event) => {
      const step = steps[(event as KeyboardEvent).key]
      const current = buttons.findIndex((button) => button === event.target)
      const next = step === undefined ? undefined : buttons[current + step]
      if (!next) return
      event.preventDefault()
      buttons[current]?.setAttribute('tabindex', '-1')
      next.setAttribute('tabindex', '0')
      next.focus()
    }
  }, ...buttons)
}
