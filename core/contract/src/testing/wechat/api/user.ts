import type { Account } from '../account.js'
import { refuse, type JsonAnswer } from '../errcode.js'
import { maxBatchUsers } from '../facts.js'
import type { Follower } from '../follower.js'
import type { AccountCall } from './endpoint.js'
import { isObject } from './json-body.js'

/** `GET /cgi-bin/user/info?openid=…`. */
export function getUser ({ account, query }: AccountCall): JsonAnswer {
  const openid = query.get('openid')
  if (!openid) return refuse(41009)
  const follower = account.find(openid)
  return follower === undefined ? refuse(40003) : describe(account, follower)
}

/** `POST /cgi-bin/user/info/batchget`. */
export function getUsers ({ account, input }: AccountCall): JsonAnswer {
  const list: unknown = input.user_list
  if (!Array.isArray(list) || list.length === 0) return refuse(40031)
  if (list.length > maxBatchUsers) return refuse(40032)
  const followers = list.map((user: unknown) => account.find(isObject(user) ? user.openid : undefined))
  return followers.includes(undefined) ? refuse(40003) : { user_info_list: followers.map((follower) => describe(account, follower!)) }
}

// Names and pictures are empty since 27 December 2021.
function describe (account: Account, follower: Follower): JsonAnswer {
  const { openid, unionId, scene } = follower
  const union = account.options.unionIds === true ? { unionid: unionId } : {}
  if (!follower.isFollowing) return { subscribe: 0, openid, ...union }
  return {
    subscribe: 1,
    openid,
    nickname: '',
    sex: 0,
    language: 'zh_CN',
    city: '',
    province: '',
    country: '',
    headimgurl: '',
    subscribe_time: Math.floor(follower.followedAtMs / 1000),
    ...union,
    remark: '',
    groupid: 0,
    tagid_list: [],
    subscribe_scene: scene === '' ? 'ADD_SCENE_SEARCH' : 'ADD_SCENE_QR_CODE',
    qr_scene: 0,
    qr_scene_str: scene
  }
}
