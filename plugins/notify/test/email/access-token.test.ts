import { FakeClock, FakeTokens } from '@kefuhub/contract/testing'
import t from 'tap'
import { AccessToken } from '../../src/email/access-token.js'
import type { OAuth2 } from '../../src/email/options.js'
import { NOW_MS, failsAs } from '../stand.js'

const OPTIONS: OAuth2 = { user: 'hub@example.com', tokenUrl: 'https://login.test/token', clientId: 'client', clientSecret: 'client-secret' }

function open (answer: () => Response, options: OAuth2 = OPTIONS): { token: AccessToken, forms: URLSearchParams[] } {
  const forms: URLSearchParams[] = []
  const token = new AccessToken({
    tokens: new FakeTokens(new FakeClock(NOW_MS)),
    async fetch (_url, init) {
      forms.push(init?.body as URLSearchParams)
      return answer()
    }
  }, options)
  return { token, forms }
}

t.test('fetches a token once and another one when it was refused', async (t) => {
  let count = 0
  const { token, forms } = open(() => Response.json({ access_token: `t${++count}`, expires_in: 3600 }))
  t.equal(await token.get(false), 't1')
  t.equal(await token.get(false), 't1')
  t.equal(await token.get(true), 't2')
  t.strictSame(Object.fromEntries(forms[0] ?? []), { client_id: 'client', client_secret: 'client-secret', grant_type: 'client_credentials' })
})

t.test('goes by a refresh token where there is one', async (t) => {
  const { token, forms } = open(() => Response.json({ access_token: 't' }), { ...OPTIONS, refreshToken: 'refresh', scope: 'mail' })
  t.equal(await token.get(false), 't')
  t.match(Object.fromEntries(forms[0] ?? []), { grant_type: 'refresh_token', refresh_token: 'refresh', scope: 'mail' })
})

t.test('what an answer means', async (t) => {
  const cases: Array<[string, () => Response, string]> = [
    ['refused', () => Response.json({ error: 'invalid_client' }, { status: 401 }), 'unauthorized'],
    ['no token', () => Response.json({}), 'unauthorized'],
    ['an empty token', () => Response.json({ access_token: '' }), 'unauthorized'],
    ['a page', () => new Response('<html>'), 'unauthorized'],
    ['a long page', () => new Response('x'.repeat(70_000)), 'unauthorized'],
    ['a redirect', () => new Response(null, { status: 302 }), 'unauthorized'],
    ['too often', () => new Response('', { status: 429 }), 'retry'],
    ['broken', () => new Response('', { status: 500 }), 'retry'],
    ['away', () => { throw new TypeError('fetch failed') }, 'retry']
  ]
  for (const [name, answer, verdict] of cases) await failsAs(t, open(answer).token.get(false), { verdict }, name)
})
