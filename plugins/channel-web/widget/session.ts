import type { Opened } from '../src/wire.js'
import type { SessionOutcome } from './connection.js'
import type { Options } from './options.js'

const passing = new Set([408, 425, 429])

/** Where the visitor is, for the agent to see. */
export function describePage (): { url: string, title: string, referrer: string, campaign: Record<string, string> } {
  const campaign: Record<string, string> = {}
  for (const [name, value] of new URLSearchParams(location.search)) {
    if (/^utm_\w{1,40}$/.test(name) && Object.keys(campaign).length < 16) campaign[name] = value.slice(0, 200)
  }
  return {
    url: location.href.slice(0, 2000),
    title: document.title.slice(0, 200),
    referrer: document.referrer.slice(0, 2000),
    campaign
  }
}

/** Opens or takes up the visit. Never throws. */
export async function openSession ({ base, lang, user }: Options): Promise<SessionOutcome> {
  try {
    const response = await fetch(new URL('session', base), {
      method: 'POST',
      credentials: 'include',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ lang, ...(user && { user }), page: describePage() })
    })
    if (response.ok) return { opened: await response.json() as Opened }
    return { isRefused: response.status >= 400 && response.status < 500 && !passing.has(response.status) }
  } catch {
    return { isRefused: false }
  }
}
