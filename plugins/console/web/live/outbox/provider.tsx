import { createContext, use, useEffect, useMemo, useSyncExternalStore, type ReactNode } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { api } from '../../api/client.js'
import { keys } from '../../api/query.js'
import type { Message } from '../../api/types.js'
import { useMe } from '../../shell/session.js'
import { useLive } from '../line.js'
import type { Pages } from '../pages.js'
import type { Entry } from './entry.js'
import { Outbox } from './outbox.js'
import { upload } from './upload.js'

const OutboxContext = createContext<Outbox | undefined>(undefined)

/** Holds the outbox of the person who is signed in. */
export function OutboxProvider ({ children }: { children: ReactNode }) {
  const { id: me } = useMe()
  const client = useQueryClient()
  const live = useLive()
  const outbox = useMemo(() => new Outbox(me, {
    storage: sessionStorage,
    post: async (conversation, content, key) => {
      const { items } = await api.post<{ items: Message[] }>(`/conversations/${conversation}/messages`, { content }, { headers: { 'idempotency-key': key } })
      return items
    },
    upload,
    onSent: (conversation, messages) => {
      live.answerMessages(conversation, messages)
      client.invalidateQueries({ queryKey: keys.conversation(conversation), exact: true })
    },
    newest: (conversation) => client.getQueryData<Pages<Message>>(keys.messages(conversation))?.pages[0]?.items[0]?.id
  }), [me, client, live])
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent): void => { if (outbox.isAtRisk()) event.preventDefault() }
    const stop = outbox.start()
    window.addEventListener('online', outbox.hurry)
    window.addEventListener('beforeunload', warn)
    return () => {
      stop()
      window.removeEventListener('online', outbox.hurry)
      window.removeEventListener('beforeunload', warn)
    }
  }, [outbox])
  useEffect(() => live.listen((news) => {
    if (news.some(({ kind }) => kind === 'ready')) outbox.hurry()
  }), [live, outbox])
  return <OutboxContext value={outbox}>{children}</OutboxContext>
}

/** The outbox. */
export function useOutbox (): Outbox {
  const outbox = use(OutboxContext)
  if (outbox === undefined) throw new Error('useOutbox stands outside of OutboxProvider')
  return outbox
}

/** What of a conversation waits to be sent. */
export function useEntries (conversation: string): Entry[] {
  const outbox = useOutbox()
  const entries = useSyncExternalStore(outbox.subscribe, outbox.entries)
  return useMemo(() => entries.filter((entry) => entry.conversation === conversation), [entries, conversation])
}
