import { App } from 'antd'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { common } from '../../words/common.js'
import { useFailure } from '../../words/failure.js'
import { useWords } from '../../words/language.js'

interface Options {
  /** What is read again afterwards. */
  key: readonly unknown[]
  /** What is said of the hub's refusals, by their codes. */
  refusals?: Readonly<Record<string, string>>
}

/** Does something at once and says how it went. */
export function useChange<Given> (act: (given: Given) => Promise<unknown>, { key, refusals }: Options) {
  const { saved } = useWords(common)
  const explain = useFailure(refusals)
  const client = useQueryClient()
  const { message } = App.useApp()
  return useMutation({
    mutationFn: act,
    async onSuccess () {
      message.success(saved)
      await client.invalidateQueries({ queryKey: key })
    },
    onError: (error) => { message.error(explain(error)) }
  })
}
