import { checkOptions, type OptionsError } from '@kefuhub/contract/testing'
import t from 'tap'
import { Options } from '../src/options.js'
import { DINGTALK, EMAIL, FEISHU, SLACK, WEBHOOK, WECOM } from './stand.js'

const check = (options: object): Record<string, unknown> => checkOptions('notify', Options, options)

function pathsOf (options: object): string[] {
  try {
    check(options)
    return []
  } catch (error) {
    return (error as OptionsError).problems.map(({ path }) => path)
  }
}

t.test('fills in what an operator need not know', async (t) => {
  const mention = { users: [], mobiles: [], all: false }
  t.strictSame(check({ wecom: WECOM }), { wecom: { ...WECOM, timeoutMs: 10_000, mention, mentionFrom: 'critical', rate: { notifications: 20, perMs: 60_000 } } })
  t.match(check({ dingtalk: DINGTALK }), { dingtalk: { prefix: '[客服枢纽]', mention, rate: { notifications: 18, perMs: 60_000 } } })
  t.match(check({ feishu: FEISHU }), { feishu: { prefix: '[客服枢纽]', mention: { users: [], all: false }, rate: { notifications: 2, perMs: 1200 } } })
  t.match(check({ slack: SLACK }), { slack: { mention: { users: [], all: false }, rate: { notifications: 1, perMs: 1000 } } })
  t.match(check({ email: EMAIL }), { email: { port: 465, fromName: 'kefuhub', timeoutMs: 60_000, rate: { notifications: 30, perMs: 60_000 } } })
  t.strictSame(check({ webhook: { ...WEBHOOK, plain: {} } }), { webhook: { ...WEBHOOK, plain: { header: 'X-Hub-Signature-256' }, allow: [], timeoutMs: 20_000 } })
  t.match(check({ slack: { ...SLACK, rate: { notifications: 5 } } }), { slack: { rate: { notifications: 5, perMs: 1000 } } })
})

t.test('refuses bad options and names them', async (t) => {
  const cases: Array<[string, object, string]> = [
    ['nothing', {}, ''],
    ['two targets', { wecom: WECOM, slack: SLACK }, ''],
    ['an unknown target', { sms: {} }, '/sms'],
    ['no url', { wecom: {} }, '/wecom/url'],
    ['a url that is none', { feishu: { ...FEISHU, url: 'open.feishu.cn' } }, '/feishu/url'],
    ['a host with a path', { slack: { ...SLACK, host: 'chat.example.com/hooks' } }, '/slack/host'],
    ['a host with a scheme', { slack: { ...SLACK, host: 'https://chat.example.com' } }, '/slack/host'],
    ['an unknown key', { slack: { ...SLACK, chanel: 'x' } }, '/slack/chanel'],
    ['calls by phone in Feishu', { feishu: { ...FEISHU, mention: { mobiles: ['1'] } } }, '/feishu/mention/mobiles'],
    ['a user id with a bracket', { wecom: { ...WECOM, mention: { users: ['a>'] } } }, '/wecom/mention/users/0'],
    ['an unknown severity', { wecom: { ...WECOM, mentionFrom: 'fatal' } }, '/wecom/mentionFrom'],
    ['a prefix of two lines', { feishu: { ...FEISHU, prefix: 'a\nb' } }, '/feishu/prefix'],
    ['no notifications', { slack: { ...SLACK, rate: { notifications: 0 } } }, '/slack/rate/notifications'],
    ['no sender', { email: { ...EMAIL, from: undefined } }, '/email/from'],
    ['a sender with a second header', { email: { ...EMAIL, from: 'a@example.com\r\nBcc: b@example.com' } }, '/email/from'],
    ['a name with a second header', { email: { ...EMAIL, fromName: 'a\nBcc: b@example.com' } }, '/email/fromName'],
    ['a recipient with a second header', { email: { ...EMAIL, to: ['a@example.com\nBcc: b@example.com'] } }, '/email/to/0'],
    ['two recipients in one', { email: { ...EMAIL, to: ['a@example.com,b@example.com'] } }, '/email/to/0'],
    ['no recipients', { email: { ...EMAIL, to: [] } }, '/email/to'],
    ['a recipient twice', { email: { ...EMAIL, to: ['a@example.com', 'a@example.com'] } }, '/email/to'],
    ['certificates that are none', { email: { ...EMAIL, ca: '/etc/ssl/ca.pem' } }, '/email/ca'],
    ['no TLS at all', { email: { ...EMAIL, tls: 'none' } }, '/email/tls'],
    ['no way to log in', { email: { ...EMAIL, auth: {} } }, '/email/auth'],
    ['a password without a user', { email: { ...EMAIL, auth: { password: { password: 'x' } } } }, '/email/auth/password/user'],
    ['tokens without TLS', { email: { ...EMAIL, auth: { oauth2: { user: 'a', tokenUrl: 'http://x.test', clientId: 'a', clientSecret: 'b' } } } }, '/email/auth/oauth2/tokenUrl'],
    ['no secrets', { webhook: { ...WEBHOOK, secrets: [] } }, '/webhook/secrets'],
    ['a secret of another kind', { webhook: { ...WEBHOOK, secrets: ['secret'] } }, '/webhook/secrets/0'],
    ['a header that is none', { webhook: { ...WEBHOOK, plain: { header: 'a b' } } }, '/webhook/plain/header']
  ]
  for (const [name, options, path] of cases) t.ok(pathsOf(options).includes(path), `${name}: ${pathsOf(options).join(' ')}`)
})
