import { App } from 'antd'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../api/client.js'
import { keys } from '../../api/query.js'
import type { DeadLetter } from '../../api/types.js'
import { useFailure } from '../../words/failure.js'
import { useWords } from '../../words/language.js'
import { words } from './words.js'

/** Puts dead letters back to work, one after the other: the hub has other things to do as well. */
export function useRetry () {
  const own = useWords(words)
  const explain = useFailure()
  const client = useQueryClient()
  const { message } = App.useApp()
  return useMutation({
    mutationFn: retryAll,
    async onSuccess ({ done, failures }) {
      if (done > 0) message.success(own.retried(done))
      if (failures.length > 0) message.error(`${own.notRetried(failures.length)} · ${explain(failures[0])}`)
      await client.invalidateQueries({ queryKey: keys.deadLetters })
    }
  })
}

async function retryAll (letters: readonly DeadLetter[]): Promise<{ done: number, failures: unknown[] }> {
  const failures: unknown[] = []
  for (const { id } of letters) await api.post(`/dead-letters/${encodeURIComponent(id)}/retry`).catch((error: unknown) => { failures.push(error) })
  return { done: letters.length - failures.length, failures }
}
