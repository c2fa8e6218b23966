import type { ReactNode } from 'react'
import { ForcedPasswordPage } from '../sign-in/forced-password-page.js'
import { SignInPage } from '../sign-in/sign-in-page.js'
import { Failed } from './failed.js'
import { Loading } from './loading.js'
import { MeProvider, useSession, useSessionWatch } from './session.js'

/** Lets nobody by who is not signed in. The address stays, so that a sign-in leads to where somebody wanted to go. */
export function Gate ({ children }: { children: ReactNode }) {
  useSessionWatch()
  const { me, error, refetch } = useSession()
  if (me === undefined) return error === null ? <Loading /> : <Failed error={error} onRetry={() => { refetch() }} />
  if (me === null) return <SignInPage />
  if (me.mustChangePassword) return <MeProvider me={me}><ForcedPasswordPage /></MeProvider>
  return <MeProvider me={me}>{children}</MeProvider>
}
