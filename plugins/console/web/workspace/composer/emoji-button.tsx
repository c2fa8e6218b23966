import { useRef, useState, type KeyboardEvent } from 'react'
import { Button, Popover } from 'antd'
import { SmileOutlined } from '@ant-design/icons'
import { useWords } from '../../words/language.js'
import { words } from '../words.js'
import { EMOJI } from './emoji-list.js'

const COLUMNS = 10
const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS }

/** Offers emoji in a small grid; arrow keys move in it. */
export function EmojiButton ({ isDisabled, onPick }: { isDisabled: boolean, onPick: (emoji: string) => void }) {
  const { composer } = useWords(words)
  const [isOpen, setOpen] = useState(false)
  const grid = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const buttons = [...event.currentTarget.querySelectorAll('button')]
    const step = STEPS[event.key]
    if (step !== undefined) {
      event.preventDefault()
      buttons[buttons.indexOf(document.activeElement as HTMLButtonElement) + step]?.focus()
    }
    if (event.key === 'Escape') setOpen(false)
  }
  return (
    <Popover
      trigger='click'
      open={isOpen}
      onOpenChange={setOpen}
      afterOpenChange={(isShown) => { if (isShown) grid.current?.querySelector('button')?.focus() }}
      destroyOnHidden
      content={
        <div
          ref={grid}
          role='group'
          aria-label={composer.emoji}
          style={{ display: 'grid', gridTemplateColumns: `repeat(${COLUMNS}, 28px)` }}
          onKeyDown={onKeyDown}
        >
          {EMOJI.map((emoji, index) => (
            <Button
              key={emoji}
              type='text'
              size='small'
              tabIndex={index === 0 ? 0 : -1}
              style={{ width: 28, height: 28, padding: 0, fontSize: 17 }}
              onClick={() => {
                setOpen(false)
                onPick(emoji)
              }}
            >
              {emoji}
            </Button>
          ))}
        </div>
      }
    >
      <Button type='text' icon={<SmileOutlined />} aria-label={composer.emoji} title={composer.emoji} disabled={isDisabled} />
    </Popover>
  )
}
