import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useState, type ReactNode } from 'react'
import { liveUrl } from '../api/address.js'
import { forgetEarly } from '../api/early.js'
import { endSession } from '../shell/session.js'
import { NewsBatch } from './batch.js'
import { onWake, openLink } from './browser-link.js'
import { Feed } from './feed.js'
import { inNextFrame } from './frame.js'
import { Line, LiveContext, LiveStateContext } from './line.js'
import { OutboxProvider } from './outbox/provider.js'
import { resume } from './resume.js'
import { LiveSocket, type LiveState } from './socket.js'

/** Nothing is read again before the first screen has come up. */
const FIRST_SCREEN_MS = 1000

/** Holds the one live connection and the outbox of this tab for the person who is signed in, and feeds what is told into what is kept. */
export function LiveProvider ({ me, children }: { me: string, children: ReactNode }) {
  const client = useQueryClient()
  const [state, setState] = useState<LiveState>('connecting')
  const line = useMemo(() => new Line(), [])
  useEffect(() => {
    const feed = new Feed(client, me)
    const batch = new NewsBatch((news) => {
      feed.take(news)
      line.tell(news)
    }, inNextFrame)
    const url = liveUrl()
    let firstTime: number | undefined
    const socket = new LiveSocket({
      open: (events) => openLink(url, events),
      onWake,
      onState: setState,
      onSignedOut: endSession,
      onNews: (news) => {
        if (news.kind === 'ready') {
          forgetEarly()
          // The first time as well: what was read before the line stood may have changed in between. But it is not on screen yet.
          if (firstTime === undefined) firstTime = window.setTimeout(() => { resume(client) }, FIRST_SCREEN_MS)
          else resume(client)
        }
        batch.add(news)
      }
    })
    line.connect(socket, feed)
    return () => {
      line.disconnect()
      window.clearTimeout(firstTime)
      socket.close()
      batch.close()
      feed.close()
    }
  }, [client, line, me])
  return (
    <LiveContext value={line}>
      <LiveStateContext value={state}>
        <OutboxProvider>{children}</OutboxProvider>
      </LiveStateContext>
    </LiveContext>
  )
}
