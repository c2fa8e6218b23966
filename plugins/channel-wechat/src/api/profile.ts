import type { Clock, Profile } from '@kefuhub/contract'
import type { Api } from './api.js'
import { ApiError } from './api-error.js'
import type { Options } from '../options.js'
import { rowOf, toDeliveryError } from './verdict.js'

/** Longest name that the hub shows. */
const MAX_NAME_LENGTH = 128

/**
 * Asks who a customer is. The platform hides names and pictures since December 2021, so the operator's own remark is the name where
 * there is one. An account without the right to ask knows nothing.
 * @throws Retryable, Rejected, RecipientGone or Unauthorized
 * @see WeChat Official Account, user/info
 */
export async function fetchProfile (api: Api, options: Pick<Options, 'language' | 'mergeByUnionId'>, clock: Clock, openid: string): Promise<Profile> {
  try {
    const answer = await api.call('/cgi-bin/user/info', { query: { openid, lang: options.language } })
    const { subscribe, nickname, remark, headimgurl, language, unionid } = answer
    const profile: Profile = {}
    const name = textOf(nickname) ?? textOf(remark)
    if (name !== undefined) profile.name = name.slice(0, MAX_NAME_LENGTH)
    const avatarUrl = textOf(headimgurl)
    if (avatarUrl !== undefined) profile.avatarUrl = avatarUrl
    const spoken = textOf(language)
    if (spoken !== undefined) profile.language = spoken.replaceAll('_', '-')
    if (subscribe === 0 || subscribe === 1) profile.reachable = subscribe === 1
    const union = textOf(unionid)
    if (options.mergeByUnionId && union !== undefined) profile.mergeKeys = [`wechat:unionid:${union}`]
    return profile
  } catch (error) {
    if (error instanceof ApiError && rowOf(error.errcode)?.subject === 'rights') return {}
    throw toDeliveryError(error, { attempt: 1, nowMs: clock.now(), isRepeatable: true })
  }
}

function textOf (value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
