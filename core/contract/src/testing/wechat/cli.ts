import type { EventEmitter } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { parseArgs } from 'node:util'
import type { CallbackMode, WeChatAccountOptions } from './options.js'
import { startWeChatPlatform, type WeChatPlatform } from './platform.js'
import type { ReceivedMessage } from './received.js'

const HELP = `kefuhub-wechat [--callback URL]

A simulator of the WeChat Official Account platform as a process of its own, with one
account and one customer. Prints "ready" and its address, to be used as apiBase.
Each line of the input is a text that the customer writes; what reaches the customer
is printed. Ends with the input, or on SIGTERM or SIGINT.

Options
  --callback URL         the server address that the hub shows; asked once, as on the platform's site
  --port N               listen on this port of 127.0.0.1 (default: a free one)
  --app-id ID            default wx0123456789abcdef
  --app-secret SECRET    default: simulator
  --original-id ID       default gh_0123456789ab
  --token TOKEN          default: simulatorToken
  --encoding-aes-key KEY default: 43 times "A"
  --mode MODE            plain, compatible or security (default)
  --openid ID            the customer (default oSimulator00000000000000001)
  --help                 show this text
`

/** What the command speaks with. */
export interface Terminal {
  stdin: Readable
  stdout: Writable
  stderr: Writable
  /** Where SIGTERM and SIGINT are heard. */
  signals: EventEmitter
}

interface Settings { account: WeChatAccountOptions, openid: string, port: number, callback: string | undefined }

/** Runs the command; resolves with the exit code when the input or the process ends. */
export async function main (args: string[], { stdin, stdout, stderr, signals }: Terminal): Promise<number> {
  let platform: WeChatPlatform
  let settings: Settings | undefined
  try {
    settings = readSettings(args)
    if (settings === undefined) {
      stdout.write(HELP)
      return 0
    }
    platform = await startWeChatPlatform({ accounts: [settings.account], port: settings.port })
  } catch (error) {
    stderr.write(`kefuhub-wechat: ${(error as Error).message}\n\n${HELP}`)
    return 2
  }
  const { account: { appId }, openid, callback } = settings
  const say = (line: string): void => { stdout.write(`${line}\n`) }
  platform.onReceived((message) => { say(`<- ${describe(message)}`) })
  say(`ready ${platform.url}`)
  const lines = createInterface({ input: stdin })
  const stop = (): void => { lines.close() }
  for (const signal of ['SIGTERM', 'SIGINT']) signals.once(signal, stop)
  try {
    if (callback !== undefined) say(await enter(platform, appId, callback))
    for await (const text of lines) {
      if (text.trim() !== '') say(await write(platform, appId, openid, text))
    }
  } finally {
    for (const signal of ['SIGTERM', 'SIGINT']) signals.removeListener(signal, stop)
    await platform.close()
  }
  return 0
}

/** @returns undefined when only the help is wanted */
function readSettings (args: string[]): Settings | undefined {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    args,
    options: {
      callback: text,
      port: { ...text, default: '0' },
      'app-id': { ...text, default: 'wx0123456789abcdef' },
      'app-secret': { ...text, default: 'simulator' },
      'original-id': { ...text, default: 'gh_0123456789ab' },
      token: { ...text, default: 'simulatorToken' },
      'encoding-aes-key': { ...text, default: 'A'.repeat(43) },
      mode: { ...text, default: 'security' },
      openid: { ...text, default: 'oSimulator00000000000000001' },
      help: { type: 'boolean' }
    }
  })
  if (values.help === true) return undefined
  const { mode, token, openid, callback } = values
  if (!['plain', 'compatible', 'security'].includes(mode)) throw new Error(`--mode is plain, compatible or security, not '${mode}'`)
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535) throw new Error(`--port is a number from 0 to 65535, not '${values.port}'`)
  return {
    openid,
    callback,
    port: Number(values.port),
    account: {
      appId: values['app-id'],
      appSecret: values['app-secret'],
      ghId: values['original-id'],
      token,
      encodingAESKey: values['encoding-aes-key'],
      mode: mode as CallbackMode
    }
  }
}

/** Enters the server address, which the platform verifies at once. */
async function enter (platform: WeChatPlatform, appId: string, url: string): Promise<string> {
  const site = platform.account(appId)
  site.callbackUrl = url
  const { ok } = await site.verifyUrl()
  return ok ? 'the server address was verified' : 'the server address did not answer as WeChat wants; is the token the same?'
}

async function write (platform: WeChatPlatform, appId: string, openid: string, text: string): Promise<string> {
  try {
    const { accepted } = await platform.customer(appId, openid).sendText(text)
    return accepted ? `-> ${text}` : `-> ${text}   (not accepted after three deliveries)`
  } catch (error) {
    return `-> ${text}   (${(error as Error).message})`
  }
}

function describe ({ msgtype, body }: ReceivedMessage): string {
  const { content } = (body['text'] ?? {}) as { content?: unknown }
  return typeof content === 'string' ? content : `[${msgtype}] ${JSON.stringify(body[msgtype] ?? body)}`
}
