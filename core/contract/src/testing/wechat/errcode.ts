import { randomBytes } from 'node:crypto'

/** A JSON answer of the platform. */
export interface JsonAnswer { errcode?: number, errmsg?: string, [field: string]: unknown }

/** The platform's own words for each code. @see the global return codes of the Official Account documentation */
export const errmsgs: Readonly<Record<number, string>> = {
  [-1]: 'system error',
  40001: 'invalid credential, access_token is invalid or not latest',
  40002: 'invalid grant_type',
  40003: 'invalid openid',
  40004: 'invalid media type',
  40005: 'invalid file type',
  40007: 'invalid media_id',
  40008: 'invalid message type',
  40009: 'invalid image size',
  40010: 'invalid voice size',
  40011: 'invalid video size',
  40012: 'invalid thumb size',
  40013: 'invalid appid',
  40014: 'invalid access_token',
  40016: 'invalid button size',
  40017: 'invalid button type',
  40018: 'invalid button name size',
  40019: 'invalid button key size',
  40020: 'invalid button url size',
  40022: 'invalid sub button level',
  40023: 'invalid sub button size',
  40024: 'invalid sub button type',
  40025: 'invalid sub button name size',
  40026: 'invalid sub button key size',
  40027: 'invalid sub button url size',
  40031: 'invalid openid list',
  40032: 'invalid openid list size',
  40033: 'invalid charset. please check your request, if include \\uxxxx will create fail!',
  40035: 'invalid parameter',
  40037: 'invalid template_id',
  40066: 'invalid url',
  40125: 'invalid appsecret',
  40137: 'invalid image format',
  40164: 'invalid ip, not in whitelist',
  41001: 'access_token missing',
  41002: 'appid missing',
  41004: 'appsecret missing',
  41005: 'media data missing',
  41006: 'media_id missing',
  41009: 'openid missing',
  42001: 'access_token expired',
  43001: 'require GET method',
  43002: 'require POST method',
  43004: 'require subscribe',
  44001: 'empty media data',
  44002: 'empty post data',
  44003: 'empty news data',
  44004: 'empty content',
  45001: 'media size out of limit',
  45002: 'content size out of limit',
  45007: 'playtime out of limit',
  45008: 'article size out of limit',
  45009: 'reach max api daily quota limit',
  45011: 'api minute-quota reach limit, must slower, retry next minute',
  45015: 'response out of time limit or subscription is canceled',
  45047: 'out of response count limit',
  45064: 'no permission to use weapp in menu',
  45072: 'command can only be Typing or CancelTyping',
  45080: 'no message exchange in the last 30 seconds, can not set typing',
  45081: 'already in typing state, do not repeat',
  45162: 'this message type is not allowed here',
  46003: 'menu no exist',
  47001: 'data format error',
  47003: 'argument invalid!',
  48001: 'api unauthorized',
  48006: 'forbid to clear quota because of reaching the limit',
  53600: 'invalid article_id',
  65401: 'invalid kf account'
}

/** Words an answer with an errcode the way the platform does, `rid` included. @param hint goes behind the fixed text */
export function refuse (errcode: number, hint = ''): JsonAnswer {
  return { errcode, errmsg: `${errmsgs[errcode] ?? 'error'}${hint === '' ? '' : ' ' + hint} rid: ${makeRid()}` }
}

/** The answer of a call that worked and returns nothing else. */
export const accepted: JsonAnswer = Object.freeze({ errcode: 0, errmsg: 'ok' })

function makeRid (): string {
  const hex = randomBytes(12).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 16)}-${hex.slice(16)}`
}
