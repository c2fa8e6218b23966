import { jsonOf, type Answer, type Call, type Router } from './call.js'
import { countOf, pageOf } from './pages.js'

/** Somebody with an account. */
export interface JiraCustomer {
  accountId: string
  name: string
  displayName: string
  emailAddress: string
  /** Whether the service desk knows them as a customer. */
  isOfDesk: boolean
}

/** The customers of a simulated service desk. */
export class JiraDirectory {
  readonly customers: JiraCustomer[] = []

  addTo (router: Router, desk: string): void {
    router
      .add('read', 'GET', `/rest/servicedeskapi/servicedesk/${desk}/customer`, (call) => this.#find(call))
      .add('write', 'POST', `/rest/servicedeskapi/servicedesk/${desk}/customer`, (call) => this.#admit(call))
      .add('write', 'POST', '/rest/servicedeskapi/customer', (call) => this.#create(call))
      .add('read', 'GET', '/rest/api/2/user/search', ({ query }) => this.#search(query.get('query') ?? query.get('username') ?? ''))
  }

  /** Whom a request may be raised for. */
  find (account: string): JiraCustomer | undefined {
    return this.customers.find(({ accountId, name, emailAddress, isOfDesk }) => isOfDesk && [accountId, name, emailAddress].includes(account))
  }

  #find ({ query, headers }: Call): Answer {
    if (headers['x-experimentalapi'] !== 'opt-in') return { status: 412, body: { errorMessage: 'This API is experimental. Use the header X-ExperimentalApi: opt-in' } }
    const words = (query.get('query') ?? '').toLowerCase()
    const found = this.customers.filter(({ isOfDesk, displayName, emailAddress }) => isOfDesk && `${displayName} ${emailAddress}`.toLowerCase().includes(words))
    const values = pageOf(found, 1, countOf(query.get('limit'), 50))
    return { status: 200, body: { size: values.length, start: 0, limit: 50, isLastPage: true, values } }
  }

  #search (words: string): Answer {
    const found = this.customers.filter(({ displayName, emailAddress }) => `${displayName} ${emailAddress}`.toLowerCase().includes(words.toLowerCase()))
    return { status: 200, body: found.map(({ isOfDesk: _isOfDesk, ...shown }) => shown) }
  }

  #create (call: Call): Answer {
    const { email, displayName, fullName } = jsonOf(call) ?? {}
    if (typeof email !== 'string' || !/^[^@\s]+@[^@\s]+$/.test(email)) return { status: 400, body: { errorMessage: 'The email address is invalid' } }
    if (this.customers.some(({ emailAddress }) => emailAddress === email)) return { status: 400, body: { errorMessage: 'An account already exists for this email' } }
    const customer = {
      accountId: `qm:${this.customers.length + 1}`, name: email, displayName: String(displayName ?? fullName), emailAddress: email, isOfDesk: false
    }
    this.customers.push(customer)
    const { isOfDesk: _isOfDesk, ...shown } = customer
    return { status: 201, body: shown }
  }

  #admit (call: Call): Answer {
    const { accountIds = [], usernames = [] } = (jsonOf(call) ?? {}) as { accountIds?: string[], usernames?: string[] }
    for (const customer of this.customers) if (accountIds.includes(customer.accountId) || usernames.includes(customer.name)) customer.isOfDesk = true
    return { status: 204 }
  }
}
