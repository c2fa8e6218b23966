import t from 'tap'
import { REFUSALS } from '../../src/slack/facts.js'
import { SlackWebhook } from '../../src/simulator/index.js'
import { SLACK, failsAs, listen, notification, openHub, readFixture } from '../stand.js'

const answering = (body: string, init: ResponseInit = {}) => async () => new Response(body, init)

t.test('writes sections in mrkdwn', async (t) => {
  const webhook = await listen(t, new SlackWebhook(SLACK))
  const { instance } = await openHub(t, webhook.options)
  await instance.notify(notification())
  t.strictSame(webhook.messages[0], readFixture('slack'))
  t.strictSame(instance.rate, { notifications: 1, perMs: 1000 })
})

t.test('leaves out what is not there', async (t) => {
  const webhook = await listen(t, new SlackWebhook(SLACK))
  const { instance } = await openHub(t, webhook.options)
  const { url: _url, ...bare } = notification({ title: 'a', body: '' })
  await instance.notify(bare)
  t.strictSame(webhook.messages[0], { text: '🔴 a', blocks: [{ type: 'section', text: { type: 'mrkdwn', text: '*🔴 a*' } }] })
})

t.test('calls people by member id, or the channel', async (t) => {
  const webhook = await listen(t, new SlackWebhook(SLACK))
  const { instance } = await openHub(t, { slack: { ...webhook.options['slack'] as object, mention: { users: ['U1', 'U2'], all: true } } })
  await instance.notify(notification())
  await instance.notify(notification({ severity: 'warning' }))
  t.match(webhook.messages[0]?.blocks?.[0]?.text.text, / <@U1> <@U2> <!channel>$/)
  t.notMatch(JSON.stringify(webhook.messages[1]), /<[@!]/)
})

t.test('customers\' words are words', async (t) => {
  const webhook = await listen(t, new SlackWebhook(SLACK))
  const { instance } = await openHub(t, webhook.options)
  await instance.notify(notification({ title: '<!channel> & <@U1>', body: '\\<!here\\> \\<https://evil.test|bank\\> @channel [a\\>b](https://x.test/?a=1&b=|)' }))
  const texts = JSON.stringify(webhook.messages[0])
  t.notMatch(texts, /<!|<@|<https:\/\/evil|@channel/)
  t.match(texts, '&amp;')
  t.match(texts, '<https://x.test/?a=1&amp;b=%7C|a&gt;b>')
})

t.test('a long text is cut to a section', async (t) => {
  const webhook = await listen(t, new SlackWebhook(SLACK))
  const { instance } = await openHub(t, webhook.options)
  await instance.notify(notification({ body: '& 客服'.repeat(3000) }))
  const length = webhook.messages[0]?.blocks?.[1]?.text.text.length ?? 0
  t.ok(length > 2990 && length <= 3000, String(length))
})

t.test('what a refusal means', async (t) => {
  const cases: Array<[string, number, object]> = [
    ['invalid_payload', 400, { verdict: 'rejected' }],
    ['no_text', 400, { verdict: 'rejected' }],
    ['too_many_attachments', 400, { verdict: 'rejected' }],
    ['user_not_found', 400, { verdict: 'rejected', message: /mention\.users/ }],
    ['invalid_token', 403, { verdict: 'unauthorized' }],
    ['action_prohibited', 403, { verdict: 'unauthorized' }],
    ['posting_to_general_channel_denied', 403, { verdict: 'unauthorized' }],
    ['team_disabled', 403, { verdict: 'rejected' }],
    ['channel_not_found', 404, { verdict: 'rejected' }],
    ['channel_is_archived', 410, { verdict: 'rejected' }],
    ['no_service', 404, { verdict: 'rejected', message: 'Slack: the webhook or its channel is gone; put the address of another webhook into url (no_service)' }],
    ['no_service_id', 404, { verdict: 'rejected' }],
    ['no_active_hooks', 404, { verdict: 'rejected' }],
    ['no_team', 404, { verdict: 'rejected' }],
    ['something_new', 400, { verdict: 'rejected' }],
    ['invalid_token', 429, { verdict: 'retry' }],
    ['fine', 200, { verdict: 'uncertain' }],
    ['error', 500, { verdict: 'uncertain' }]
  ]
  for (const [body, status, expected] of cases) {
    const { instance } = await openHub(t, { slack: SLACK }, { fetch: answering(body, { status }) })
    await failsAs(t, instance.notify(notification()), expected, `${status} ${body}`)
  }
  const { instance } = await openHub(t, { slack: SLACK }, { fetch: answering('rate_limited', { status: 429, headers: { 'retry-after': '30' } }) })
  await failsAs(t, instance.notify(notification()), { verdict: 'retry', afterMs: 30_000 })
  t.strictSame([...REFUSALS.keys()].filter((code) => !cases.some(([known]) => known === code)), [], 'no row is untested')
})
