import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { api } from '../../api/client.js'
import { keys } from '../../api/query.js'
import type { Connection } from '../../api/types.js'
import { useFailure } from '../../words/failure.js'
import { useWords } from '../../words/language.js'
import { words } from './words.js'

type Order = 'pull' | 'backfill' | 'cancel'

/** Has the hub do something with a CRM; what it answers is on the screen at once. */
export function useOrder (id: string) {
  const own = useWords(words)
  const explain = useFailure()
  const client = useQueryClient()
  const { message } = App.useApp()
  return useMutation({
    mutationFn: async (order: Order) => await send(id, order),
    async onSuccess (connection, order) {
      message.success(own.ordered[order])
      await client.cancelQueries({ queryKey: keys.connections })
      client.setQueryData<Connection[]>(keys.connections, (items) => items?.map((item) => item.id === id ? connection : item))
    },
    onError: (error) => { message.error(explain(error)) }
  })
}

async function send (id: string, order: Order): Promise<Connection> {
  const path = `/connections/${encodeURIComponent(id)}`
  if (order === 'cancel') return await api.delete<Connection>(`${path}/backfill`)
  return await api.post<Connection>(`${path}/${order}`)
}
