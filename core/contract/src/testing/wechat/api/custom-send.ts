import type { Account } from '../account.js'
import { accepted, refuse, type JsonAnswer } from '../errcode.js'
import { maxTextBytes, refusedSendUsesQuota, ungrantedType, type MediaType } from '../facts.js'
import type { Simulation } from '../simulation.js'
import type { AccountCall } from './endpoint.js'
import { isObject, isText } from './json-body.js'

type Content = Record<string, unknown>
/** Checks the object of one msgtype. @returns an errcode */
type Check = (content: Content, account: Account, nowMs: number) => number

const checks = new Map<string, Check>([
  ['text', ({ content }) => !isText(content) ? 44004 : Buffer.byteLength(content) > maxTextBytes ? 45002 : 0],
  ['image', checkMedia('media_id', 'image')],
  ['voice', checkMedia('media_id', 'voice')],
  ['video', firstOf(checkMedia('media_id', 'video'), checkMedia('thumb_media_id', 'thumb'))],
  ['music', firstOf(({ musicurl, hqmusicurl }) => isText(musicurl) && isText(hqmusicurl) ? 0 : 40035, checkMedia('thumb_media_id', 'thumb'))],
  ['news', ({ articles }) => checkArticles(articles)],
  ['mpnews', ({ media_id: id }, { options }) => !isText(id) ? 41006 : options.materials?.includes(id) ? 0 : 40007],
  ['mpnewsarticle', ({ article_id: id }, { options }) => isText(id) && options.materials?.includes(id) ? 0 : 53600],
  ['msgmenu', ({ head_content: head, tail_content: tail, list }) => isOptionalText(head) && isOptionalText(tail) && isMenuList(list) ? 0 : 40035],
  ['wxcard', ({ card_id: id }, { options }) => isText(id) && options.materials?.includes(id) ? 0 : 40035],
  ['miniprogrampage', firstOf(checkMiniProgram, checkMedia('thumb_media_id', 'thumb'))],
  [ungrantedType, () => 45162]
])

/** `POST /cgi-bin/message/custom/send`. */
export function sendCustomMessage ({ account, input }: AccountCall, simulation: Simulation): JsonAnswer {
  const follower = account.find(input.touser)
  if (follower === undefined) return refuse(40003)
  const nowMs = simulation.now()
  const errcode = checkMessage(input, account, nowMs) || follower.window.check(nowMs)
  if (errcode === 0 || refusedSendUsesQuota) follower.window.use()
  if (errcode !== 0) return refuse(errcode)
  follower.receive(nowMs)
  const agent = isObject(input.customservice) ? { agent: String(input.customservice.kf_account) } : {}
  simulation.received.add({ at: nowMs, appId: account.options.appId, openid: follower.openid, msgtype: String(input.msgtype), body: input, ...agent, via: 'custom' })
  return accepted
}

/** `POST /cgi-bin/message/custom/typing`. */
export function setTyping ({ account, input }: AccountCall, simulation: Simulation): JsonAnswer {
  const follower = account.find(input.touser)
  if (follower === undefined) return refuse(40003)
  if (input.command !== 'Typing' && input.command !== 'CancelTyping') return refuse(45072)
  const errcode = follower.setTyping(input.command === 'Typing', simulation.now())
  return errcode === 0 ? accepted : refuse(errcode)
}

function checkMessage (input: Content, account: Account, nowMs: number): number {
  const type = input.msgtype
  const check = checks.get(String(type))
  if (typeof type !== 'string' || check === undefined) return 40008
  const { allowedTypes, kfAccounts } = account.options
  if (allowedTypes !== undefined && !allowedTypes.includes(type)) return 45162
  const content = input[type]
  const errcode = check(isObject(content) ? content : {}, account, nowMs)
  if (errcode !== 0 || input.customservice === undefined) return errcode
  const agent = isObject(input.customservice) ? input.customservice.kf_account : undefined
  return isText(agent) && kfAccounts?.includes(agent) ? 0 : 65401
}

function checkMedia (field: string, type: MediaType): Check {
  return (content, account, nowMs) => {
    const id = content[field]
    if (!isText(id)) return 41006
    return account.media.get(id, nowMs)?.type === type ? 0 : 40007
  }
}

function checkArticles (articles: unknown): number {
  if (!Array.isArray(articles) || articles.length === 0) return 44003
  if (articles.length > 1) return 45008
  return isObject(articles[0]) && isText(articles[0].title) ? 0 : 44003
}

function checkMiniProgram ({ title, appid, pagepath }: Content, { options }: Account): number {
  if (!isText(title) || !isText(appid) || !isText(pagepath)) return 40035
  return options.miniPrograms?.includes(appid) ? 0 : 45064
}

function isMenuList (list: unknown): boolean {
  return Array.isArray(list) && list.length > 0 && list.every((item) => isObject(item) && isText(item.id) && isText(item.content))
}

function isOptionalText (value: unknown): boolean {
  return value === undefined || typeof value === 'string'
}

function firstOf (...several: Check[]): Check {
  return (content, account, nowMs) => {
    for (const check of several) {
      const errcode = check(content, account, nowMs)
      if (errcode !== 0) return errcode
    }
    return 0
  }
}
