import type { ChannelHub } from '@kefuhub/contract'
import type { Accounts } from '../account/accounts.js'
import type { Binding } from '../account/binding.js'
import type { Watch } from '../account/watch.js'
import { errors } from '../errors.js'
import type { Wire } from '../wire/schema.js'
import { readAccountNotice, readStaffNotice, type AccountNotice } from '../wire/notice.js'
import { cut, optional } from '../wire/paths.js'
import type { Recorder } from './recorder.js'

/** What taking notices needs. */
export interface NoticeTools {
  hub: Pick<ChannelHub, 'log'>
  accounts: Accounts
  binding: Binding
  watch: Watch
  recorder: Recorder
  wire: Wire
  appId: string
  accountCode: string
}

/** Takes the platform's word on accounts: bound, unbound, staff. */
export class Notices {
  readonly #tools: NoticeTools

  constructor (tools: NoticeTools) { this.#tools = tools }

  /** @throws XHS_ERR_ACCOUNT, XHS_ERR_BINDING, XHS_ERR_MALFORMED */
  async bind (opened: object): Promise<void> {
    const { accounts, binding, watch, wire, hub } = this.#tools
    const notice = readAccountNotice(opened, wire)
    const account = this.#accountOf(notice, opened)
    const bind = (): Promise<void> => accounts.set(account, { state: 'bound', ...optional('name', notice.name && cut(notice.name, 256)) })
    if (accounts.isListed) {
      // The config says which accounts are ours, so there is no link that could be used up.
      if (!await accounts.has(account)) throw new errors.XHS_ERR_ACCOUNT(cut(account, 64))
      await bind()
    } else if (!await binding.redeem(notice.token, account, bind)) return
    hub.log.info({ account }, 'an account was bound')
    await watch.checkAccounts()
  }

  /** @throws XHS_ERR_ACCOUNT, XHS_ERR_MALFORMED */
  async unbind (opened: object): Promise<void> {
    const { accounts, watch, wire, hub, accountCode } = this.#tools
    const notice = readAccountNotice(opened, wire)
    const account = this.#accountOf(notice, opened)
    const record = await accounts.recordOf(account)
    const isOurs = record !== undefined || await accounts.has(account)
    if (!isOurs || (notice.accountCode !== undefined && notice.accountCode !== accountCode)) throw new errors.XHS_ERR_ACCOUNT(cut(account, 64))
    if (record?.state === 'unbound') return
    await accounts.set(account, { ...record, state: 'unbound' })
    hub.log.warn({ account }, 'an account was unbound')
    await watch.checkAccounts()
  }

  /** @throws XHS_ERR_ACCOUNT, XHS_ERR_MALFORMED */
  async staff (opened: object): Promise<void> {
    const { accounts, recorder, wire, hub } = this.#tools
    const { account, staff, name, state } = readStaffNotice(opened, wire)
    if (account === undefined || staff === undefined || state === undefined) {
      recorder.keep('a notice about staff lacks its account, its staff or a known state', opened, 'wire.notices')
      throw new errors.XHS_ERR_MALFORMED('a notice about staff lacks a field')
    }
    const record = await accounts.recordOf(staff)
    const isBrand = record !== undefined && record.brand === undefined
    if (!await accounts.has(account) || staff === account || isBrand) throw new errors.XHS_ERR_ACCOUNT(cut(account, 64))
    await accounts.set(staff, { state: state === 'in-force' ? 'bound' : 'unbound', brand: account, ...optional('name', name && cut(name, 256)) })
    hub.log.info({ account, staff, state }, 'a staff account changed')
  }

  /** @throws XHS_ERR_ACCOUNT, XHS_ERR_MALFORMED */
  #accountOf ({ account, appId }: AccountNotice, opened: object): string {
    const { recorder, appId: ours } = this.#tools
    if (account === undefined) {
      recorder.keep('a notice about an account lacks its id', opened, 'wire.notices.fields.account')
      throw new errors.XHS_ERR_MALFORMED('a notice about an account lacks its id')
    }
    if (appId !== undefined && appId !== ours) throw new errors.XHS_ERR_ACCOUNT(`app ${cut(appId, 64)}`)
    return account
  }
}
