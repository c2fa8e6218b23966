import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { api } from '../../../api/client.js'
import { keys } from '../../../api/query.js'
import type { CrmFacts } from '../../../api/types.js'
import { useFailure } from '../../../words/failure.js'
import { useWords } from '../../../words/language.js'
import { words } from './words.js'

/** News of a look-up may be missed with the line: what is looked up is asked for again so often, in milliseconds. */
const LOADING_MS = 15_000

function toPath (contact: string): string { return `/contacts/${encodeURIComponent(contact)}/facts` }

/** What every CRM knows of a contact. The live connection tells when there is more. */
export function useFacts (contact: string) {
  return useQuery({
    queryKey: keys.facts(contact),
    queryFn: async ({ signal }) => (await api.get<{ items: CrmFacts[] }>(toPath(contact), { signal })).items,
    refetchInterval: ({ state: { data } }) => data?.some(({ state }) => state === 'loading') === true ? LOADING_MS : false
  })
}

/** What an agent does about what a CRM knows. Failures are shown here. */
export function useFactActions (contact: string, source: string) {
  const client = useQueryClient()
  const { failures } = useWords(words)
  const explain = useFailure(failures)
  const { message } = App.useApp()
  const path = `${toPath(contact)}/${encodeURIComponent(source)}`
  const then = {
    onSettled: async () => { await client.invalidateQueries({ queryKey: keys.facts(contact) }) },
    onError: (error: unknown) => { message.error(explain(error)) }
  }
  return {
    look: useMutation({ mutationFn: async () => { await api.post(`${path}/look`) }, ...then }),
    choose: useMutation({ mutationFn: async (record: string) => { await api.put(path, { record }) }, ...then })
  }
}
