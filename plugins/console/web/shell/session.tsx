import { createContext, use, useEffect, type ReactNode } from 'react'
import { useQuery } from '@tanstack/react-query'
import { ApiError } from '../api/api-error.js'
import { api, onRefusal } from '../api/client.js'
import { keys, queryClient } from '../api/query.js'
import type { Me } from '../api/types.js'

const MeContext = createContext<Me | undefined>(undefined)

const sessionQuery = { queryKey: keys.session, queryFn: readSession, staleTime: Infinity }

/** Who is signed in: `undefined` while nobody knows, `null` when nobody is. */
export function useSession () {
  const { data, error, refetch } = useQuery<Me | null>(sessionQuery)
  return { me: data, error, refetch }
}

/** Finds out who is signed in, or that the hub does not say. */
export async function prepareSession (): Promise<void> {
  await queryClient.prefetchQuery<Me | null>({ ...sessionQuery, retry: false })
}

async function readSession (): Promise<Me | null> {
  try {
    return await api.get<Me>('/session')
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null
    throw error
  }
}

/** Starts a session with what the hub answered to a sign-in. */
export function startSession (me: Me): void {
  changePerson(me)
}

/** Forgets who was signed in and all that they saw: the sign-in page comes up. */
export function endSession (): void {
  changePerson(null)
}

function changePerson (me: Me | null): void {
  // The session itself stays in place: it is what the screen hangs on.
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.session[0] })
  queryClient.setQueryData(keys.session, me)
}

/** Follows what any request learns about the session. */
export function useSessionWatch (): void {
  useEffect(() => onRefusal(({ code }) => {
    if (code === 'KH_ERR_API_UNAUTHORIZED') endSession()
    if (code === 'KH_ERR_API_PASSWORD_CHANGE') queryClient.setQueryData<Me | null>(keys.session, (me) => me && { ...me, mustChangePassword: true })
  }), [])
}

/** Makes `useMe` work below. */
export function MeProvider ({ me, children }: { me: Me, children: ReactNode }) {
  return <MeContext value={me}>{children}</MeContext>
}

/** Who is signed in; only on screens that stand behind the sign-in. */
export function useMe (): Me {
  const me = use(MeContext)
  if (me === undefined) throw new Error('useMe stands outside of MeProvider')
  return me
}
