import { useEffect, useRef } from 'react'
import type { QuickReply } from '../../api/types.js'
import { useWords } from '../../words/language.js'
import { words } from '../words.js'

interface Props {
  id: string
  replies: readonly QuickReply[]
  chosen: number
  onPick: (reply: QuickReply) => void
}

/** The id of an entry, for the field that says which one is chosen. */
export function toOptionId (list: string, index: number): string { return `${list}-${index}` }

/** The quick replies that fit what is typed after the slash. The focus stays in the text. */
export function QuickList ({ id, replies, chosen, onPick }: Props) {
  const { composer } = useWords(words)
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => { list.current?.children[chosen]?.scrollIntoView({ block: 'nearest' }) }, [chosen])
  if (replies.length === 0) return <div className='composer-quick composer-quick-none' role='status'>{composer.quickNone}</div>
  return (
    <div className='composer-quick' role='listbox' id={id} ref={list} aria-label={composer.quickReplies}>
      {replies.map((reply, index) => (
        <div
          key={reply.id}
          id={toOptionId(id, index)}
          role='option'
          aria-selected={index === chosen}
          className='composer-option'
          // Not on click: by then the text has lost the focus.
          onMouseDown={(event) => {
            event.preventDefault()
            onPick(reply)
          }}
        >
          <b>/{reply.shortcut}</b><span>{reply.text}</span>
        </div>
      ))}
    </div>
  )
}
