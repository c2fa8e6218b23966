import { useId, useRef, useState, type ClipboardEvent, type KeyboardEvent } from 'react'
import { Button, Input, Segmented, type GetRef } from 'antd'
import { PaperClipOutlined, ThunderboltOutlined } from '@ant-design/icons'
import type { Conversation, QuickReply } from '../../api/types.js'
import { useOutbox } from '../../live/index.js'
import { useIsNarrow } from '../../shell/narrow.js'
import { useWords } from '../../words/language.js'
import { useConversationActions } from '../actions.js'
import { useCommand } from '../keyboard/commands.js'
import { useChannels, useQuickReplies } from '../queries.js'
import { words } from '../words.js'
import { AttachmentList } from './attachment-list.js'
import type { Attachments } from './attachments.js'
import { useDraft } from './draft.js'
import { EmojiButton } from './emoji-button.js'
import { LeaveLine } from './leave-line.js'
import { countParts, toAccept } from './limits.js'
import { QuickList, toOptionId } from './quick-list.js'
import { filterQuickReplies, findQuickSearch } from './quick-search.js'
import { useReplyLeave } from './reply-leave.js'
import { useTypingSignal } from './typing-signal.js'
import './composer.css'

type Mode = 'reply' | 'note'
const NO_LIMITS = {}

/** Where the agent writes: to the customer, or a note that only colleagues see. */
export function Composer ({ conversation, attachments }: { conversation: Conversation, attachments: Attachments }) {
  const { id, channel } = conversation
  const { composer: own } = useWords(words)
  const isNarrow = useIsNarrow()
  const outbox = useOutbox()
  const { note } = useConversationActions(id)
  const { typed, stopped } = useTypingSignal(id)
  const leave = useReplyLeave(conversation)
  const quickReplies = useQuickReplies()
  const out = useChannels().find((one) => one.id === channel)?.capabilities.out ?? NO_LIMITS
  const [mode, setMode] = useState<Mode>('reply')
  const [replyText, setReplyText] = useDraft(id)
  const [noteText, setNoteText] = useDraft(`${id} note`)
  const [caret, setCaret] = useState(0)
  const [chosen, setChosen] = useState(0)
  const [isQuickDismissed, setQuickDismissed] = useState(false)
  const field = useRef<GetRef<typeof Input.TextArea>>(null)
  const filePicker = useRef<HTMLInputElement>(null)
  const listId = useId()

  const isNote = mode === 'note'
  const text = isNote ? noteText : replyText
  const isBarred = !isNote && leave.kind !== 'open'
  const hasFiles = !isNote && attachments.items.length > 0
  const canSend = !isBarred && (text.trim() !== '' || hasFiles) && !note.isPending
  const search = isNote || isBarred || isQuickDismissed ? undefined : findQuickSearch(text, caret)
  const found = search === undefined ? [] : filterQuickReplies(quickReplies, search.find)
  const parts = isNote ? 1 : countParts(text, out)

  const focus = (): void => { field.current?.focus({ cursor: 'end' }) }
  const write = (next: Mode): void => {
    setMode(next)
    // After the field has become the other one.
    requestAnimationFrame(focus)
  }
  useCommand('reply', () => { write('reply') })
  useCommand('note', () => { write('note') })

  const setText = (next: string): void => {
    if (isNote) setNoteText(next)
    else setReplyText(next)
    setCaret(field.current?.resizableTextArea?.textArea.selectionStart ?? next.length)
    setQuickDismissed(false)
    setChosen(0)
    if (!isNote && next !== '') typed()
    if (next === '') stopped()
  }
  const replace = (from: number, to: number, insertion: string): void => {
    setText(text.slice(0, from) + insertion + text.slice(to))
    const end = from + insertion.length
    setCaret(end)
    requestAnimationFrame(() => {
      field.current?.focus()
      field.current?.resizableTextArea?.textArea.setSelectionRange(end, end)
    })
  }
  const insert = (insertion: string): void => {
    const area = field.current?.resizableTextArea?.textArea
    replace(area?.selectionStart ?? text.length, area?.selectionEnd ?? text.length, insertion)
  }
  const pick = (reply: QuickReply): void => {
    if (search !== undefined) replace(search.from, search.to, reply.text)
  }

  const send = (): void => {
    if (!canSend) return
    if (isNote) {
      // The text stays until the hub has it.
      note.mutate(noteText.trim(), { onSuccess: () => { setNoteText('') } })
      return
    }
    for (const { file, type } of attachments.items) outbox.sendFile(id, file, type)
    if (text.trim() !== '') outbox.send(id, { type: 'text', text: text.trim() })
    attachments.clear()
    setReplyText('')
    stopped()
    focus()
  }

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    // Enter that ends a word of an input method sends nothing. Safari ends composing before it tells the key: 229.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    if (search !== undefined && found.length > 0) {
      const reply = found[chosen]
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        event.preventDefault()
        setChosen((chosen + (event.key === 'ArrowDown' ? 1 : found.length - 1)) % found.length)
        return
      }
      if ((event.key === 'Enter' || event.key === 'Tab') && reply !== undefined) {
        event.preventDefault()
        pick(reply)
        return
      }
    }
    if (event.key === 'Escape' && search !== undefined) {
      event.preventDefault()
      setQuickDismissed(true)
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault()
      send()
    }
  }
  const onPaste = (event: ClipboardEvent): void => {
    if (isNote || isBarred || event.clipboardData.files.length === 0) return
    event.preventDefault()
    attachments.add(event.clipboardData.files)
  }

  return (
    <div className={isNote ? 'composer composer-note' : 'composer'}>
      {!isNote && <LeaveLine leave={leave} />}
      {search !== undefined && <QuickList id={listId} replies={found} chosen={chosen} onPick={pick} />}
      {!isNote && <AttachmentList attachments={attachments} />}
      <Input.TextArea
        ref={field}
        variant='borderless'
        autoSize={{ minRows: isNarrow ? 1 : 2, maxRows: 8 }}
        maxLength={isNote ? 4000 : 65_536}
        aria-label={isNote ? own.note : own.reply}
        aria-controls={found.length > 0 ? listId : undefined}
        aria-activedescendant={found.length > 0 ? toOptionId(listId, chosen) : undefined}
        placeholder={isNote ? own.notePlaceholder : isNarrow ? own.placeholderShort : own.placeholder}
        disabled={isBarred}
        value={text}
        onChange={(event) => { setText(event.target.value) }}
        onSelect={(event) => { setCaret(event.currentTarget.selectionStart) }}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
        onBlur={stopped}
      />
      <div className='composer-bar'>
        <Segmented<Mode>
          size='small'
          aria-label={own.mode}
          value={mode}
          options={[{ value: 'reply', label: own.reply }, { value: 'note', label: own.note }]}
          onChange={write}
        />
        <EmojiButton isDisabled={isBarred} onPick={insert} />
        {!isNote && (
          <>
            <Button type='text' icon={<PaperClipOutlined />} aria-label={own.file} title={own.file} disabled={isBarred} onClick={() => { filePicker.current?.click() }} />
            <Button type='text' icon={<ThunderboltOutlined />} aria-label={own.quickReplies} title={own.quickReplies} disabled={isBarred} onClick={() => { insert(text === '' || /\s$/.test(text) ? '/' : ' /') }} />
            <input
              ref={filePicker}
              type='file'
              multiple
              hidden
              tabIndex={-1}
              aria-hidden
              accept={toAccept(out)}
              onChange={(event) => {
                attachments.add(event.target.files ?? [])
                // The same file may be chosen again.
                event.target.value = ''
              }}
            />
          </>
        )}
        <span className='composer-hint'>
          {parts > 1 ? own.textSplit(parts) : !isNote && !isBarred && conversation.assignee === undefined && !isNarrow && own.takes}
        </span>
        <Button type='primary' disabled={!canSend} loading={note.isPending} onClick={send}>{isNote ? own.addNote : own.send}</Button>
      </div>
    </div>
  )
}
