import { notifierConformance, type FaultPlan, type NotifierSample } from '@kefuhub/contract/testing'
import t from 'tap'
import plugin from '../src/index.js'
import { DingTalkRobot, FeishuBot, MailServer, SlackWebhook, WeComRobot, WebhookReceiver } from '../src/simulator/index.js'
import { DINGTALK, EMAIL, FEISHU, NOW_MS, SLACK, WEBHOOK, WECOM } from './stand.js'

interface Target {
  readonly options: Record<string, unknown>
  readonly faults: FaultPlan
  listen (): Promise<unknown>
  close (): Promise<void>
}

/** What a check needs of a simulator. @param read what people see of the messages */
async function open<T extends Target> (target: T, read: (target: T) => string[]): ReturnType<NotifierSample['open']> {
  await target.listen()
  const { faults } = target
  return {
    options: target.options,
    fail: (fault, on, times, skip) => faults.fail(fault, on, times, skip),
    heal: () => faults.heal(),
    struck: () => faults.struck(),
    close: async () => await target.close(),
    received: () => read(target)
  }
}

/** Undoes what is done to words so that they are no marks. */
const TWINS: Record<string, string> = { '＊': '*', '｀': '`', '～': '~', '＿': '_', '［': '[', '］': ']', '\u200b': '' }
const unescape = (text: string): string => text.replace(/[＊｀～＿［］\u200b]/g, (twin) => TWINS[twin] ?? twin)
const unescapeHtml = (text: string): string => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

const settings = { now: () => NOW_MS, hasRateLimit: false }
const common = { nowMs: NOW_MS, dropsRepeats: false }

const samples: Record<string, NotifierSample> = {
  wecom: {
    ...common,
    options: { wecom: WECOM },
    badOptions: [{ name: 'an address that is none', options: { wecom: { url: 'nowhere' } }, path: '/wecom/url' }],
    waitMs: 60_000,
    without: { unauthorized: 'a robot has no credentials but its address, and is gone where that is refused' },
    open: async () => await open(new WeComRobot(WECOM, settings), ({ messages }) => messages.map((message) => message.msgtype === 'markdown' ? unescape(message.markdown.content) : ''))
  },
  dingtalk: {
    ...common,
    options: { dingtalk: DINGTALK },
    badOptions: [{ name: 'an address that is none', options: { dingtalk: { url: 'nowhere' } }, path: '/dingtalk/url' }],
    waitMs: 600_000,
    open: async () => await open(new DingTalkRobot(DINGTALK, settings), ({ messages }) => messages.map(({ markdown }) => unescape(markdown.text)))
  },
  feishu: {
    ...common,
    options: { feishu: FEISHU },
    badOptions: [{ name: 'an address that is none', options: { feishu: { url: 'nowhere' } }, path: '/feishu/url' }],
    waitMs: 30_000,
    open: async () => await open(new FeishuBot(FEISHU, settings), ({ messages }) => messages.map(({ content: { post: { zh_cn: { title, content } } } }) =>
      unescape([title, ...content.flat().map((element) => Object.values(element).join(' '))].join('\n'))))
  },
  slack: {
    ...common,
    options: { slack: SLACK },
    badOptions: [{ name: 'an address that is none', options: { slack: { url: 'nowhere' } }, path: '/slack/url' }],
    waitMs: 30_000,
    open: async () => await open(new SlackWebhook(SLACK, settings), ({ messages }) => messages.map(({ blocks = [] }) => unescapeHtml(unescape(blocks.map(({ text }) => text.text).join('\n')))))
  },
  email: {
    ...common,
    options: { email: EMAIL },
    badOptions: [{ name: 'a sender with a second header', options: { email: { ...EMAIL, from: 'a@example.com\r\nBcc: b@example.com' } }, path: '/email/from' }],
    waitMs: 30_000,
    without: { 'busy-with-wait': 'SMTP has no way to name a wait' },
    open: async () => await open(
      new MailServer({ ...EMAIL, timeoutMs: 300, auth: { password: { user: 'hub@example.com', password: 'authorisation-code' } } }),
      ({ messages }) => messages.map(({ headers, text }) => `${headers.get('subject')}\n${text}`)
    )
  },
  webhook: {
    nowMs: Math.floor(Date.now() / 1000) * 1000,
    dropsRepeats: true,
    options: { webhook: WEBHOOK },
    badOptions: [{ name: 'a secret of another kind', options: { webhook: { ...WEBHOOK, secrets: ['secret'] } }, path: '/webhook/secrets/0' }],
    waitMs: 30_000,
    open: async () => await open(new WebhookReceiver(WEBHOOK), ({ messages }) => messages.map(({ data: { title, body, url } }) => `${title}\n${body}\n${url ?? ''}`))
  }
}

for (const [name, sample] of Object.entries(samples)) t.test(name, async (t) => { await notifierConformance(t, plugin, sample) })
