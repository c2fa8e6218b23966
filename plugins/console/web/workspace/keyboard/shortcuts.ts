import { useEffect, useMemo } from 'react'
import { isWriting, useShortcutHelp } from '../../shell/help.js'
import { useWords } from '../../words/language.js'
import { words } from '../words.js'
import { useCommands, type Command } from './commands.js'

const KEYS: Readonly<Record<string, Command>> = {
  j: 'next', k: 'previous', a: 'accept', t: 'transfer', e: 'close', o: 'reopen', n: 'note', r: 'reply', c: 'new-ticket', '/': 'search', Escape: 'leave'
}
const AFTER_G: Readonly<Record<string, Command>> = { m: 'go-mine', u: 'go-unassigned', a: 'go-all', c: 'go-closed' }
/** How long a `g` waits for its second key. */
const CHORD_MS = 1500

/** Turns keys into commands where no text is being written, and shows them in the help. */
export function useShortcuts (): void {
  const { run } = useCommands()
  const { keys } = useWords(words)
  useShortcutHelp(useMemo(() => [
    { keys: ['j'], does: keys.next },
    { keys: ['k'], does: keys.previous },
    { keys: ['Enter'], does: keys.open },
    { keys: ['a'], does: keys.accept },
    { keys: ['t'], does: keys.transfer },
    { keys: ['e'], does: keys.close },
    { keys: ['o'], does: keys.reopen },
    { keys: ['r'], does: keys.reply },
    { keys: ['n'], does: keys.note },
    { keys: ['c'], does: keys.newTicket },
    { keys: ['/'], does: keys.search },
    { keys: ['g', 'm'], does: keys.goMine },
    { keys: ['g', 'u'], does: keys.goUnassigned },
    { keys: ['g', 'a'], does: keys.goAll },
    { keys: ['g', 'c'], does: keys.goClosed },
    { keys: ['Esc'], does: keys.leave }
  ], [keys]))

  useEffect(() => {
    let chordUntil = 0
    const listener = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
      if (isWriting(event.target)) {
        if (event.key === 'Escape') (event.target as HTMLElement).blur()
        return
      }
      // A dialog or a drop-down has the keys to itself.
      if (event.target instanceof Element && event.target.closest('[role=dialog], [role=menu], [role=listbox], .ant-dropdown-open') !== null) return
      if (event.key === 'g') {
        chordUntil = Date.now() + CHORD_MS
        return
      }
      const command = (Date.now() < chordUntil ? AFTER_G : KEYS)[event.key]
      chordUntil = 0
      if (command !== undefined && run(command)) event.preventDefault()
    }
    window.addEventListener('keydown', listener)
    return () => { window.removeEventListener('keydown', listener) }
  }, [run])
}
