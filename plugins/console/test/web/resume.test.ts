import { InfiniteQueryObserver, QueryClient, QueryObserver } from '@tanstack/react-query'
import t, { type Test } from 'tap'
import { keys } from '../../web/api/query.js'
import type { Conversation, Page } from '../../web/api/types.js'
import { inboxKey } from '../../web/live/keys.js'
import type { Pages } from '../../web/live/pages.js'
import { resume } from '../../web/live/resume.js'
import { settle } from './things.js'

function open (t: Test): QueryClient {
  const client = new QueryClient({ defaultOptions: { queries: { gcTime: Infinity, staleTime: Infinity, retry: false } } })
  t.teardown(() => { client.clear() })
  return client
}

/** As many empty pages of a list as were read. */
function pages (count: number): Pages<Conversation> {
  return { pages: Array.from({ length: count }, (_, index) => ({ items: [], next: `p${index + 1}` })), pageParams: Array.from({ length: count }, (_, index) => index === 0 ? undefined : `p${index}`) }
}

t.test('what is on the screen is read again, at most ten pages of a list', async (t) => {
  const client = open(t)
  const read: string[] = []
  client.setQueryData(inboxKey('mine', {}), pages(14))
  const list = new InfiniteQueryObserver(client, {
    queryKey: inboxKey('mine', {}),
    queryFn: ({ pageParam }): Page<Conversation> => {
      read.push(String(pageParam))
      return { items: [], next: `p${read.length}` }
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: Page<Conversation>) => page.next
  })
  t.teardown(list.subscribe(() => {}))
  resume(client)
  await settle()
  await new Promise((resolve) => { setImmediate(resolve) })
  t.equal(read.length, 10)
  t.equal(client.getQueryData<Pages<Conversation>>(inboxKey('mine', {}))?.pages.length, 10)
})

t.test('a list that nobody looks at is forgotten, everything else is stale', async (t) => {
  const client = open(t)
  client.setQueryData(inboxKey('closed', {}), pages(2))
  client.setQueryData(keys.messages('c'), pages(1))
  client.setQueryData(keys.agents, [])
  resume(client)
  t.equal(client.getQueryData(inboxKey('closed', {})), undefined)
  t.equal(client.getQueryData(keys.messages('c')), undefined)
  t.equal(client.getQueryState(keys.agents)?.isInvalidated, true)
})

t.test('a first answer that is still under way is waited for, and then asked for again', async (t) => {
  const client = open(t)
  const answers: Array<(value: number) => void> = []
  const observer = new QueryObserver<number>(client, { queryKey: keys.counts, queryFn: async () => await new Promise((resolve) => { answers.push(resolve) }) })
  t.teardown(observer.subscribe(() => {}))
  await settle()
  resume(client)
  await settle()
  t.equal(answers.length, 1, 'it was not thrown away')
  answers[0]?.(1)
  await settle()
  await new Promise((resolve) => { setImmediate(resolve) })
  t.equal(client.getQueryData(keys.counts), 1)
  t.equal(answers.length, 2)
  answers[1]?.(2)
})
