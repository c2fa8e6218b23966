import { Suspense, type ReactNode } from 'react'
import { Failed } from './failed.js'
import { later } from './later.js'
import { Loading } from './loading.js'
import { MeProvider, useSession, useSessionWatch } from './session.js'

const SignInPage = later(async () => (await import('../sign-in/sign-in-page.js')).SignInPage)
const ForcedPasswordPage = later(async () => (await import('../sign-in/forced-password-page.js')).ForcedPasswordPage)

/** Lets nobody by who is not signed in. The address stays, so that a sign-in leads to where somebody wanted to go. */
export function Gate ({ children }: { children: ReactNode }) {
  useSessionWatch()
  const { me, error, refetch } = useSession()
  if (me === undefined) return error === null ? <Loading /> : <Failed error={error} onRetry={() => { refetch() }} />
  if (me === null) return <Suspense fallback={<Loading />}><SignInPage /></Suspense>
  if (me.mustChangePassword) return <MeProvider me={me}><Suspense fallback={<Loading />}><ForcedPasswordPage /></Suspense></MeProvider>
  return <MeProvider me={me}>{children}</MeProvider>
}
