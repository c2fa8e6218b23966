import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { api } from '../api/client.js'
import { keys } from '../api/query.js'
import type { TicketChange, TicketComment, TicketFile } from '../api/types.js'
import { useFailure } from '../words/failure.js'
import { useWords } from '../words/language.js'
import { words } from './words.js'

/** What somebody does with a ticket. Failures are shown here. */
export function useTicketActions (id: string) {
  const client = useQueryClient()
  const { failures } = useWords(words)
  const explain = useFailure(failures)
  const { message } = App.useApp()
  const path = `/tickets/${encodeURIComponent(id)}`
  // Read again rather than taken from the answer: the live connection may have told of something newer already.
  const readAgain = async (): Promise<void> => { await client.invalidateQueries({ queryKey: keys.ticket(id) }) }
  const then = { onSettled: readAgain, onError: (error: unknown) => { message.error(explain(error)) } }
  return {
    change: useMutation({ mutationFn: async (change: TicketChange) => { await api.patch(path, change) }, ...then }),
    comment: useMutation({
      mutationFn: async (comment: { text: string, isPublic: boolean, files: TicketFile[] }) => await api.post<TicketComment>(`${path}/comments`, comment), ...then
    }),
    retryExport: useMutation({ mutationFn: async (target: string) => { await api.post(`${path}/exports/${encodeURIComponent(target)}/retry`) }, ...then })
  }
}
