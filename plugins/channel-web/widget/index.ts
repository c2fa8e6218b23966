import { paintBrand } from './brand-color.js'
import { makeChat } from './chat.js'
import type { Setup } from '../src/wire.js'
import { mountHost } from './host.js'
import { makeInviter } from './invitation.js'
import { makeInvitationView } from './invitation-view.js'
import { makeLauncher } from './launcher.js'
import { readOptions } from './options.js'
import type { Options } from './options.js'
import { makePanel } from './panel.js'
import { makeShelf } from './shelf.js'
import { words as wordsByLang } from './words.js'

/** The hub puts it before the script. */
declare const kefuhubSetup: Setup | undefined

/** How often it is looked whether to invite, in milliseconds. */
const lookEveryMs = 1000

function run (options: Options): void {
  const mounted = mountHost(options.base)
  if (!mounted) return
  const { host, root } = mounted
  const words = wordsByLang[options.lang]
  let isPlanned = false
  let color: string | undefined
  const shelf = makeShelf(options.base, () => localStorage)
  const setup = typeof kefuhubSetup === 'undefined' ? undefined : kefuhubSetup
  const chat = makeChat(options, shelf, words, plan, (text) => panel.notice(text))
  const launcher = makeLauncher(words, () => toggle(panel.element.hidden))
  const panel = makePanel(options, words, chat, () => toggle(false))
  const inviter = makeInviter(setup?.invitations ?? [], shelf, makeShelf(options.base, () => sessionStorage), Date.now)
  const invitation = makeInvitationView(options.lang, words, (text) => {
    chat.greet(text)
    toggle(true)
  })

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
    host.classList.toggle('left', (state.brand?.position ?? options.position ?? setup?.position) === 'left')
    const wanted = state.brand?.color ?? options.color ?? setup?.color ?? ''
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
      inviter.stop()
      invitation.hide()
      chat.start()
      panel.open()
    } else {
      panel.close()
      launcher.element.focus()
    }
    see()
  }

  function invite (): void {
    if (!inviter.isWaiting()) clearInterval(inviting)
    else if (!document.hidden && !invitation.element.hasChildNodes()) {
      const due = inviter.look(location.pathname)
      if (due) invitation.show(due)
    }
  }

  const inviting = setInterval(invite, lookEveryMs)
  document.addEventListener('visibilitychange', see)
  launcher.element.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !panel.element.hidden) toggle(false)
  })
  host.lang = options.lang === 'zh' ? 'zh-CN' : 'en'
  root.append(panel.element, invitation.element, launcher.element)
  draw()
}

// Only while the script runs does the page tell which element loaded it.
const script = document.currentScript
if (script instanceof HTMLScriptElement && script.src) {
  const options = readOptions(script, navigator.language)
  if (document.body) run(options)
  else document.addEventListener('DOMContentLoaded', () => run(options))
}
