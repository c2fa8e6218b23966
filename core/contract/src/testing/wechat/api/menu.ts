import { accepted, refuse, type JsonAnswer } from '../errcode.js'
import { menuRules } from '../facts.js'
import type { AccountCall } from './endpoint.js'
import { isObject, isText } from './json-body.js'

type Entry = Record<string, unknown>

/** The fields that each type of entry needs. */
const fieldsOf = new Map<string, readonly string[]>([
  ['click', ['key']], ['view', ['url']], ['miniprogram', ['url', 'appid', 'pagepath']],
  ['scancode_push', ['key']], ['scancode_waitmsg', ['key']], ['pic_sysphoto', ['key']], ['pic_photo_or_album', ['key']], ['pic_weixin', ['key']],
  ['location_select', ['key']], ['media_id', ['media_id']], ['article_id', ['article_id']]
])

/** What is wrong on the two levels of the menu. */
const codes = {
  top: { type: 40017, name: 40018, key: 40019, url: 40020 },
  sub: { type: 40024, name: 40025, key: 40026, url: 40027 }
} as const

/** `POST /cgi-bin/menu/create`. */
export function createMenu ({ account, input }: AccountCall): JsonAnswer {
  const errcode = checkEntries(input.button, account.options.miniPrograms ?? [])
  if (errcode !== 0) return refuse(errcode)
  account.menu = (input.button as Entry[]).map((entry) => ({ sub_button: [], ...entry }))
  return accepted
}

/** `GET /cgi-bin/menu/get`. */
export function getMenu ({ account }: AccountCall): JsonAnswer {
  return account.menu === undefined ? refuse(46003) : { menu: { button: account.menu } }
}

/** `GET /cgi-bin/menu/delete`. */
export function deleteMenu ({ account }: AccountCall): JsonAnswer {
  account.menu = undefined
  return accepted
}

/** `GET /cgi-bin/get_current_selfmenu_info`. */
export function getCurrentMenu ({ account }: AccountCall): JsonAnswer {
  return { is_menu_open: account.menu === undefined ? 0 : 1, selfmenu_info: { button: account.menu ?? [] } }
}

function checkEntries (entries: unknown, miniPrograms: readonly string[]): number {
  if (!Array.isArray(entries) || entries.length < 1 || entries.length > menuRules.entries) return 40016
  return first(entries, (entry) => {
    if (!isObject(entry)) return 40017
    const subEntries = entry.sub_button
    if (!Array.isArray(subEntries) || subEntries.length === 0) return checkEntry(entry, 'top', miniPrograms)
    if (isTooLong(entry.name, menuRules.nameBytes)) return codes.top.name
    if (subEntries.length > menuRules.subEntries) return 40023
    return first(subEntries, (sub) => {
      if (!isObject(sub)) return 40024
      return Array.isArray(sub.sub_button) && sub.sub_button.length > 0 ? 40022 : checkEntry(sub, 'sub', miniPrograms)
    })
  })
}

function checkEntry (entry: Entry, level: 'top' | 'sub', miniPrograms: readonly string[]): number {
  const code = codes[level]
  if (isTooLong(entry.name, level === 'top' ? menuRules.nameBytes : menuRules.subNameBytes)) return code.name
  const fields = fieldsOf.get(String(entry.type))
  if (fields === undefined) return code.type
  for (const field of fields) {
    if (field === 'key' && isTooLong(entry.key, menuRules.keyBytes)) return code.key
    if (field === 'url' && isTooLong(entry.url, menuRules.urlBytes)) return code.url
    if (!isText(entry[field])) return code.type
  }
  return entry.type === 'miniprogram' && !miniPrograms.includes(String(entry.appid)) ? 45064 : 0
}

function isTooLong (value: unknown, maxBytes: number): boolean {
  return !isText(value) || Buffer.byteLength(value) > maxBytes
}

function first (entries: unknown[], check: (entry: unknown) => number): number {
  for (const entry of entries) {
    const errcode = check(entry)
    if (errcode !== 0) return errcode
  }
  return 0
}
