import type { TicketExport } from '@kefuhub/contract'
import type { Rest } from '@kefuhub/contract/rest'
import { customerOf } from '../tickets/customer.js'
import { listAt, textAt } from '../tickets/foreign.js'
import { DESK, EXPERIMENTAL, USER_SEARCH } from './facts.js'
import type { Options } from './options.js'

/** Customers of a service desk. Repeats of its calls do no harm, so a lost answer leaves nothing in doubt. */
export class JiraCustomers {
  readonly #rest: Rest
  readonly #options: Options

  constructor (rest: Rest, options: Options) {
    this.#rest = rest
    this.#options = options
  }

  /** What stands in `raiseOnBehalfOf` for the customer of a ticket; undefined: the agent asks in their own name. */
  async reporterOf (ticket: TicketExport): Promise<string | undefined> {
    const customer = this.#options.raiseOnBehalf ? customerOf(ticket, this.#options.customerEmail) : undefined
    if (customer === undefined) return undefined
    const known = await this.#find(customer.email)
    if (known !== undefined) return known
    const account = await this.#create(customer) ?? await this.#search(customer.email)
    // Jira knows the address and does not show whose it is; where anyone may ask, the address itself will do.
    if (account === undefined) return customer.email
    await this.#rest.request({
      method: 'POST',
      path: `${this.#desk}/customer`,
      headers: EXPERIMENTAL,
      isWrite: false,
      body: this.#isCloud ? { accountIds: [account] } : { usernames: [account] }
    })
    return account
  }

  get #isCloud (): boolean { return this.#options.deployment === 'cloud' }

  get #desk (): string { return `${DESK}/servicedesk/${this.#options.serviceDeskId}` }

  async #find (email: string): Promise<string | undefined> {
    const { body } = await this.#rest.request({ method: 'GET', path: `${this.#desk}/customer`, query: { query: email }, headers: EXPERIMENTAL })
    return this.#accountOf(listAt(body, 'values'), email)
  }

  /** Looks among all accounts of the Jira. */
  async #search (email: string): Promise<string | undefined> {
    const { body } = await this.#rest.request({ method: 'GET', path: USER_SEARCH, query: this.#isCloud ? { query: email } : { username: email } })
    return this.#accountOf(Array.isArray(body) ? body : [], email)
  }

  /** Undefined where Jira knows the address already, as somebody who is no customer of this desk. */
  async #create ({ name, email }: { name: string, email: string }): Promise<string | undefined> {
    const { body } = await this.#rest.request({
      method: 'POST',
      path: `${DESK}/customer`,
      headers: EXPERIMENTAL,
      isWrite: false,
      accept: [400, 409],
      body: { email, [this.#isCloud ? 'displayName' : 'fullName']: name }
    })
    return textAt(body, this.#isCloud ? 'accountId' : 'name')
  }

  #accountOf (customers: unknown[], email: string): string | undefined {
    const found = customers.find((customer) => textAt(customer, 'emailAddress')?.toLowerCase() === email.toLowerCase())
    return textAt(found, this.#isCloud ? 'accountId' : 'name')
  }
}
