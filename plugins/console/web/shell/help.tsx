import { createContext, use, useEffect, useMemo, useState, type ReactNode } from 'react'
import { Modal, Typography } from 'antd'
import { useWords } from '../words/language.js'
import { words } from './words.js'
import { useMe } from './session.js'

/** Keys and what they do; keys of a chord are given one by one. */
export interface Shortcut { keys: readonly string[], does: string }

const HelpContext = createContext<{ open: () => void, setShortcuts: (shortcuts: readonly Shortcut[]) => void } | undefined>(undefined)

/** Holds the help: `?` opens it where no text is being written. */
export function HelpProvider ({ children }: { children: ReactNode }) {
  const own = useWords(words)
  const { version } = useMe()
  const [isOpen, setOpen] = useState(false)
  const [shortcuts, setShortcuts] = useState<readonly Shortcut[]>([])
  const value = useMemo(() => ({ open: () => { setOpen(true) }, setShortcuts }), [])

  useEffect(() => {
    const listener = (event: KeyboardEvent): void => {
      if (event.key !== '?' || event.ctrlKey || event.metaKey || isWriting(event.target)) return
      event.preventDefault()
      setOpen(true)
    }
    window.addEventListener('keydown', listener)
    return () => { window.removeEventListener('keydown', listener) }
  }, [])

  return (
    <HelpContext value={value}>
      {children}
      <Modal open={isOpen} title={own.helpTitle} footer={null} onCancel={() => { setOpen(false) }} width={440}>
        {shortcuts.length === 0 && <p>{own.helpNone}</p>}
        <dl className='shortcuts'>
          {[...shortcuts, { keys: ['?'], does: own.helpSelf }].map(({ keys, does }) => (
            <div key={keys.join('+')}>
              <dt>{keys.map((key) => <Typography.Text keyboard key={key}>{key}</Typography.Text>)}</dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
        <Typography.Text type='secondary'>{own.version(version)}</Typography.Text>
      </Modal>
    </HelpContext>
  )
}

/** Whether somebody is typing into something: single keys are letters then. */
export function isWriting (target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))
}

/** Shows these in the help while the component is on screen. Give the same array as long as they stay the same. */
export function useShortcutHelp (shortcuts: readonly Shortcut[]): void {
  const { setShortcuts } = useHelp()
  useEffect(() => {
    setShortcuts(shortcuts)
    return () => { setShortcuts([]) }
  }, [shortcuts, setShortcuts])
}

/** Opens the help. */
export function useHelp () {
  const value = use(HelpContext)
  if (value === undefined) throw new Error('useHelp stands outside of HelpProvider')
  return value
}
