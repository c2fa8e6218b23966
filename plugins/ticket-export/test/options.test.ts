import { secretPaths } from '@kefuhub/contract'
import { checkOptions, createFakeHub, type OptionsError } from '@kefuhub/contract/testing'
import t from 'tap'
import plugin, { Options } from '../src/index.js'

const ZENDESK = { url: 'https://acme.zendesk.com', token: 'zendesk-test-token' }

function problemsOf (options: object): string[] {
  try {
    checkOptions('ticket-export', Options, options)
    return []
  } catch (error) {
    return (error as OptionsError).problems.map(({ path }) => path)
  }
}

t.test('takes one system, and says what it takes for granted', async (t) => {
  t.match(checkOptions('ticket-export', Options, { zendesk: ZENDESK }), {
    zendesk: { plan: 'team', updates: 'poll', timeoutMs: 30_000, maxConcurrent: 4, pageSize: 100, states: {}, statuses: {}, priorities: { low: 'low', urgent: 'urgent' }, publicDescription: false }
  })
  t.ok(problemsOf({}).length > 0, 'none')
  t.ok(problemsOf({ zendesk: ZENDESK, zammad: { url: 'https://zammad.test', token: 'zammad-test-token', group: 'Support' } }).length > 0, 'two')
})

t.test('names what is wrong', async (t) => {
  for (const [more, path] of [
    [{ url: 'http://' }, '/zendesk/url'], [{ url: 'https://user:word@acme.zendesk.com' }, '/zendesk/url'], [{ email: 'agent' }, '/zendesk/email'], [{ plan: 'free' }, '/zendesk/plan'],
    [{ updates: 'never' }, '/zendesk/updates'], [{ updates: 'webhook' }, '/zendesk/webhookSecret'], [{ webhookSecret: 'short' }, '/zendesk/webhookSecret'], [{ states: { open: 'opened' } }, '/zendesk/states/open'],
    [{ statuses: { opened: 'open' } }, '/zendesk/statuses/opened'], [{ priorities: { low: '' } }, '/zendesk/priorities/low'], [{ customerEmail: 'all@acme.test' }, '/zendesk/customerEmail'], [{ pageSize: 0 }, '/zendesk/pageSize']
  ] as const) t.ok(problemsOf({ zendesk: { ...ZENDESK, ...more } }).includes(path), `${path}: ${problemsOf({ zendesk: { ...ZENDESK, ...more } }).join(' ')}`)
})

t.test('keeps its secrets secret', async (t) => {
  const secrets = secretPaths(Options).map((path) => path.join('.'))
  for (const path of ['zendesk.token', 'zendesk.webhookSecret', 'zammad.token', 'zammad.webhookSecret', 'jira.token', 'jira.webhookSecret', 'rest.connection.auth.bearer.token', 'rest.tickets.webhook.secret', 'rest.tickets.webhook.previousSecret']) {
    t.ok(secrets.includes(path), path)
  }
})

t.test('offers what the way of hearing news asks for', async (t) => {
  for (const [updates, methods] of [['poll', ['exportTicket', 'health', 'ticketChanges']], ['webhook', ['endpoints', 'exportTicket', 'health']], ['both', ['endpoints', 'exportTicket', 'health', 'ticketChanges']]] as const) {
    const hub = await createFakeHub(plugin, { zendesk: { ...ZENDESK, updates, webhookSecret: 'zendesk-test-secret' } })
    t.same(Object.keys(hub.instance).sort(), methods, updates)
    t.equal((await hub.inject({ method: 'POST', url: `${hub.prefix}/webhook`, payload: {} })).statusCode, updates === 'poll' ? 404 : 401)
    await hub.close()
  }
})

t.test('starts nothing without a system', async (t) => {
  t.throws(() => plugin.setup({} as never, {}), TypeError)
})
