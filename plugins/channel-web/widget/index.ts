import { paintBrand } from './brand-color.js'
import { makeChat } from './chat.js'
import { mountHost } from './host.js'
import { makeLauncher } from './launcher.js'
import { readOptions } from './options.js'
import type { Options } from './options.js'
import { makePanel } from './panel.js'
import { words as wordsByLang } from './words.js'

function run (options: Options): void {
  const mounted = mountHost(options.base)
  if (!mounted) return
  const { host, root } = mounted
  const words = wordsByLang[options.lang]
  let isPlanned = false
  let color: string | undefined
  const chat = makeChat(options, words, plan, (text) => panel.notice(text))
  const launcher = makeLauncher(words, () => toggle(panel.element.hidden))
  const panel = makePanel(options, words, chat, () => toggle(false))

  /** Draws once for all changes of a moment. */
  function plan (): void {
    if (isPlanned) return
    isPlanned = true
    queueMicrotask(draw)
  }

  function draw (): void {
    isPlanned = false
    const state = chat.state()
    const isOpen = !panel.element.hidden
    host.classList.toggle('left', (state.brand?.position ?? options.position) === 'left')
    const wanted = state.brand?.color ?? options.color ?? ''
    if (wanted !== color) paintBrand(host, launcher.element, wanted)
    color = wanted
    launcher.update(isOpen, state.unread)
    if (isOpen) panel.update(state)
  }

  function see (): void {
    chat.setSeen(!panel.element.hidden && !document.hidden)
  }

  function toggle (isOpen: boolean): void {
    if (isOpen) {
      chat.start()
      panel.open()
    } else {
      panel.close()
      launcher.element.focus()
    }
    see()
  }

  document.addEventListener('visibilitychange', see)
  launcher.element.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !panel.element.hidden) toggle(false)
  })
  host.lang = options.lang === 'zh' ? 'zh-CN' : 'en'
  root.append(panel.element, launcher.element)
  draw()
}

// Only while the script runs does the page tell which element loaded it.
const script = document.currentScript
if (script instanceof HTMLScriptElement && script.src) {
  const options = readOptions(script, navigator.language)
  if (document.body) run(options)
  else document.addEventListener('DOMContentLoaded', () => run(options))
}
