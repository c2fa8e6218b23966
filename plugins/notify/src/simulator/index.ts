import type { SimulatedSystem, SystemSimulator } from '@kefuhub/contract/testing'
import { DingTalkRobot } from './dingtalk-robot.js'
import { FeishuBot } from './feishu-bot.js'
import { MailServer } from './mail-server.js'
import { SlackWebhook } from './slack-webhook.js'
import { WeComRobot } from './wecom-robot.js'
import { WebhookReceiver } from './webhook-receiver.js'

export * from './dingtalk-robot.js'
export * from './feishu-bot.js'
export { parseBody, type Call, type Reply, type SimulatorSettings } from './http-simulator.js'
export * from './mail-server.js'
export type { ReadMail } from './mime.js'
export * from './slack-webhook.js'
export * from './wecom-robot.js'
export * from './webhook-receiver.js'

/** A target that runs on this machine, with what arrived there. */
export interface SimulatedTarget extends SimulatedSystem {
  /** What the target took, in its own words, oldest first. */
  readonly messages: readonly unknown[]
}

/** The simulator of the target that the options name. */
export interface TargetSimulator extends SystemSimulator {
  start (options: Record<string, unknown>): Promise<SimulatedTarget>
}

type Entry = { url: string, secret?: string, secrets: readonly string[], auth?: { password?: { user: string, password: string } } }

const SYSTEMS: Record<string, (entry: Entry) => Promise<SimulatedTarget>> = {
  wecom: async (entry) => await new WeComRobot(entry).listen(),
  dingtalk: async (entry) => await new DingTalkRobot(entry).listen(),
  feishu: async (entry) => await new FeishuBot(entry).listen(),
  slack: async (entry) => await new SlackWebhook(entry).listen(),
  email: async (entry) => await new MailServer(entry).listen(),
  webhook: async (entry) => await new WebhookReceiver(entry).listen()
}

/** Targets that run on this machine, as strict as the real ones: no vendor is called. */
const simulator: TargetSimulator = {
  async start (options) {
    const [system = '', entry] = Object.entries(options)[0] ?? []
    const open = Object.hasOwn(SYSTEMS, system) ? SYSTEMS[system] : undefined
    if (open === undefined) throw new TypeError(`There is no simulator of '${system}'; name one of ${Object.keys(SYSTEMS).join(', ')}`)
    return await open(entry as Entry)
  }
}

export default simulator
