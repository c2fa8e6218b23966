import type { AccountStatus } from './account-status.js'
import type { Api } from './api.js'
import { ApiError } from './api-error.js'
import { PROBE_OPENID } from '../facts.js'
import type { Menu } from './menu-schema.js'
import { rowOf } from './verdict.js'

const NO_MENU = 46003

/** Brings the account in step with the options, once per start; what fails shows in its health. */
export async function syncAccount (api: Api, status: AccountStatus, menu: Menu | null | undefined): Promise<void> {
  await probeRights(api, status)
  if (menu === undefined) return
  try {
    await syncMenu(api, menu)
    status.solve('menu')
  } catch (error) {
    status.report('menu', 'degraded', `The menu could not be set: ${(error as Error).message}`)
  }
}

/** Finds out whether the account may send customer-service messages, before the first customer waits for one. */
async function probeRights (api: Api, status: AccountStatus): Promise<void> {
  try {
    await api.call('/cgi-bin/message/custom/typing', { body: { touser: PROBE_OPENID, command: 'CancelTyping' } })
  } catch (error) {
    const row = error instanceof ApiError ? rowOf(error.errcode) : undefined
    if (row?.subject === 'rights') status.report('rights', 'degraded', row.text)
  }
}

/** Sets the menu only where it differs: creating one is limited per day. @see WeChat Official Account, menu/get, create and delete */
async function syncMenu (api: Api, menu: Menu | null): Promise<void> {
  const current = await readMenu(api)
  if (menu === null) {
    if (current !== undefined) await api.call('/cgi-bin/menu/delete')
  } else if (current !== canonical(menu.button)) {
    await api.call('/cgi-bin/menu/create', { body: menu })
  }
}

async function readMenu (api: Api): Promise<string | undefined> {
  try {
    const { menu } = await api.call('/cgi-bin/menu/get')
    return canonical((menu as Partial<Menu> | undefined)?.button)
  } catch (error) {
    if (error instanceof ApiError && error.errcode === NO_MENU) return undefined
    throw error
  }
}

/** One text for all writings of a menu: the platform adds empty lists and orders keys as it likes. */
function canonical (value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part
    return Object.fromEntries(Object.entries(part)
      .filter(([, held]) => held !== '' && !(Array.isArray(held) && held.length === 0))
      .sort(([a], [b]) => a < b ? -1 : 1))
  }) ?? ''
}
