import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { api } from '../api/client.js'
import { keys } from '../api/query.js'
import type { Activity, Conversation } from '../api/types.js'
import { useLive } from '../live/index.js'
import { useFailure } from '../words/failure.js'
import { useWords } from '../words/language.js'
import { words } from './words.js'

/** To whom a conversation goes. */
export type Recipient = { agent: string } | { group: string }

/** What an agent does with a conversation. Failures are shown here. */
export function useConversationActions (id: string) {
  const { answerConversation } = useLive()
  const client = useQueryClient()
  const { failures } = useWords(words)
  const explain = useFailure(failures)
  const { message } = App.useApp()
  const onError = (error: unknown) => { message.error(explain(error)) }
  const path = `/conversations/${id}`
  const ask = async (request: Promise<Conversation>): Promise<void> => {
    const askedAt = Date.now()
    answerConversation(await request, askedAt)
  }
  return {
    accept: useMutation({ mutationFn: async () => { await ask(api.post(`${path}/accept`)) }, onError }),
    close: useMutation({ mutationFn: async () => { await ask(api.post(`${path}/close`)) }, onError }),
    reopen: useMutation({ mutationFn: async () => { await ask(api.post(`${path}/reopen`)) }, onError }),
    transfer: useMutation({
      mutationFn: async (to: Recipient & { text?: string }) => { await ask(api.post(`${path}/transfer`, to)) }, onError
    }),
    tag: useMutation({
      mutationFn: async (tags: string[]) => { await ask(api.put(`${path}/tags`, { tags })) },
      onSuccess: () => { client.invalidateQueries({ queryKey: keys.tags }) },
      onError
    }),
    note: useMutation({
      mutationFn: async (text: string) => await api.post<Activity>(`${path}/notes`, { text }),
      onSuccess: () => {
        client.invalidateQueries({ queryKey: keys.activities(id) })
        client.invalidateQueries({ queryKey: keys.context(id) })
      },
      onError
    })
  }
}
