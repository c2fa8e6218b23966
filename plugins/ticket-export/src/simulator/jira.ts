import { createHmac, randomUUID } from 'node:crypto'
import { jsonOf, Router, type Answer, type Call } from './call.js'
import { JiraDirectory } from './jira-customers.js'
import { commentJson, CUSTOMER_TRANSITIONS, FIRST, mistakeIn, toDate, toJson, WORKFLOW, type JiraComment, type JiraIssue, type JiraStatus } from './jira-issue.js'
import { parseJql } from './jira-query.js'
import { countOf } from './pages.js'
import type { Manners, System } from './server.js'
import { Webhooks } from './webhooks.js'

/** Who may call, and how the simulated Jira is set up. */
export interface JiraSettings {
  deployment?: 'cloud' | 'data-center'
  /** With it the token is an API token, without it a personal access token. */
  email?: string
  token: string
  serviceDeskId: string
  requestTypeId: string
  projectKey: string
  webhookSecret?: string
  /** Fields that the request type does not have. */
  hidden?: readonly string[]
  /** How long the search does not see what changed, in milliseconds; default 0. */
  lagMs?: number
  /** The wait that a busy system asks for, in seconds; default 1. */
  waitS?: number
  /** Milliseconds since 1970; default: the machine's clock. */
  now?: () => number
}

const DESK = '/rest/servicedeskapi'
const ISSUE = '/rest/api/2/issue'
const NOT_FOUND: Answer = { status: 404, body: { errorMessages: ['Issue does not exist or you do not have permission to see it.'], errors: {} } }
const NOT_AUTHENTICATED: Answer = { status: 401, body: 'Client must be authenticated to access this resource.' }

/**
 * A simulator of Jira Service Management, Cloud or Data Center: requests, comments, files in two steps, transitions, customers, the search
 * with a lag, signed webhooks. It rests on what Atlassian publishes of its APIs as far as the plugin uses them.
 */
export class JiraSystem implements System {
  readonly issues = new Map<string, JiraIssue>()
  readonly directory = new JiraDirectory()
  readonly webhooks = new Webhooks()
  readonly router = new Router()
  readonly manners: Manners
  readonly #settings: JiraSettings
  readonly #now: () => number
  readonly #files = new Map<string, JiraIssue['files'][number]>()
  /** When the search sees an issue as it was. */
  readonly #index: Array<{ atMs: number, issue: JiraIssue }> = []
  #ids = 10_000

  constructor (settings: JiraSettings) {
    this.#settings = settings
    this.#now = settings.now ?? Date.now
    this.manners = {
      busy: { status: 429, headers: { 'ratelimit-reason': 'jira-burst-based' }, body: { errorMessages: ['Rate limit exceeded'], errors: {} } },
      busyWithWait: {
        status: 429, headers: { 'ratelimit-reason': 'jira-per-issue-on-write', 'retry-after': String(settings.waitS ?? 1) }, body: { errorMessages: ['Rate limit exceeded'], errors: {} }
      },
      unauthorized: NOT_AUTHENTICATED,
      rejected: { status: 400, body: { errorMessages: ['A rule of the project refused it'], errors: {} } },
      unknown: { status: 404, body: { errorMessages: ['null for uri'], errors: {} } }
    }
    this.router
      .add('write', 'POST', `${DESK}/request`, (call) => this.#create(call))
      .add('read', 'GET', `${DESK}/request/:id/comment`, (call, { id }) => this.#comments(call, id))
      .add('write', 'POST', `${DESK}/request/:id/comment`, (call, { id }) => this.#write(call, id))
      .add('write', 'POST', `${DESK}/servicedesk/${settings.serviceDeskId}/attachTemporaryFile`, (call) => this.#upload(call))
      .add('write', 'POST', `${DESK}/request/:id/attachment`, (call, { id }) => this.#attach(call, id))
      .add('read', 'GET', `${DESK}/request/:id/transition`, (_call, { id }) => this.#listCustomerTransitions(id))
      .add('write', 'POST', `${DESK}/request/:id/transition`, (call, { id }) => this.#go(id, jsonOf(call)?.id, CUSTOMER_TRANSITIONS))
      .add('read', 'GET', `${ISSUE}/:id/transitions`, (_call, { id }) => this.#listTransitions(id))
      .add('write', 'POST', `${ISSUE}/:id/transitions`, (call, { id }) => this.#go(id, (jsonOf(call)?.transition as { id?: unknown } | undefined)?.id))
      .add('read', 'GET', `${ISSUE}/:id`, (call, { id }) => this.#show(call, id))
      .add('write', 'PUT', `${ISSUE}/:id`, (call, { id }) => this.#edit(call, id))
      .add('read', 'POST', '/rest/api/3/search/jql', (call) => this.#search(call))
      .add('read', 'POST', '/rest/api/2/search', (call) => this.#searchByOffset(call))
    this.directory.addTo(this.router, settings.serviceDeskId)
  }

  check (call: Call): Answer | undefined {
    const { email, token } = this.#settings
    const right = email === undefined ? `Bearer ${token}` : `Basic ${Buffer.from(`${email}:${token}`).toString('base64')}`
    return call.headers.authorization === right ? undefined : NOT_AUTHENTICATED
  }

  /** An agent moves a request. @param resolution that the workflow sets */
  move (id: string, status: JiraStatus, resolution: string | null = null): void {
    const issue = this.#get(id)
    const from = issue.status.name
    Object.assign(issue, { status, resolution })
    this.#touch(issue)
    this.#tell(issue, 'jira:issue_updated', { changelog: { items: [{ field: 'status', fromString: from, toString: status.name }] } })
  }

  /** An agent writes on a request. */
  comment (id: string, body: string, isPublic = true): void {
    const issue = this.#get(id)
    const { author, createdMs, ...comment } = this.#addComment(issue, body, isPublic, 'Agent Smith')
    this.#tell(issue, 'comment_created', {
      comment: { id: comment.id, body, jsdPublic: isPublic, author: { displayName: author }, created: new Date(createdMs).toISOString().replace('Z', '+0000') }
    })
  }

  /** The headers that Jira puts on a call. */
  sign (body: Buffer, deliveryId: string): Record<string, string> {
    const signature = createHmac('sha256', this.#settings.webhookSecret ?? '').update(body).digest('hex')
    return { 'content-type': 'application/json', 'x-hub-signature': `sha256=${signature}`, 'x-atlassian-webhook-identifier': deliveryId }
  }

  #create (call: Call): Answer {
    const { serviceDeskId, requestTypeId, requestFieldValues, raiseOnBehalfOf } = jsonOf(call) ?? {}
    if (serviceDeskId !== this.#settings.serviceDeskId || requestTypeId !== this.#settings.requestTypeId) return { status: 400, body: { errorMessage: 'The service desk or request type does not exist' } }
    const fields = (requestFieldValues ?? {}) as Record<string, unknown>
    const mistake = mistakeIn({ summary: undefined, ...fields }, this.#settings.hidden ?? [])
    if (mistake !== undefined) return mistake
    const reporter = raiseOnBehalfOf === undefined ? 'agent' : this.directory.find(String(raiseOnBehalfOf))?.emailAddress
    if (reporter === undefined) return { status: 400, body: { errorMessage: 'The customer you raise the request for does not have permission' } }
    const id = String(++this.#ids)
    const issue: JiraIssue = {
      id, key: `${this.#settings.projectKey}-${this.#ids - 10_000}`, status: FIRST, resolution: null, fields, reporter, updatedMs: 0, comments: [], files: []
    }
    this.issues.set(id, issue)
    this.#touch(issue)
    const { name, category } = issue.status
    return { status: 201, body: { issueId: id, issueKey: issue.key, currentStatus: { status: name, statusCategory: category.toUpperCase(), statusDate: toDate(issue.updatedMs) }, _links: {} } }
  }

  #comments ({ query }: Call, id = ''): Answer {
    const issue = this.#find(id)
    if (issue === undefined) return NOT_FOUND
    const start = Number(query.get('start') ?? 0)
    const limit = countOf(query.get('limit'), 50, 100)
    const values = issue.comments.slice(start, start + limit).map(commentJson)
    return { status: 200, body: { size: values.length, start, limit, isLastPage: start + values.length >= issue.comments.length, values } }
  }

  #write (call: Call, id = ''): Answer {
    const issue = this.#find(id)
    if (issue === undefined) return NOT_FOUND
    const { body, public: isPublic } = jsonOf(call) ?? {}
    if (typeof body !== 'string' || body.trim() === '') return { status: 400, body: { errorMessage: 'Comment body can not be empty!' } }
    return { status: 201, body: commentJson(this.#addComment(issue, body, isPublic !== false, 'Hub')) }
  }

  async #upload (call: Call): Promise<Answer> {
    if (call.headers['x-atlassian-token'] !== 'no-check') return { status: 403, body: 'XSRF check failed' }
    const form = await new Response(new Uint8Array(call.body), { headers: { 'content-type': String(call.headers['content-type']) } }).formData()
    const files = form.getAll('file').filter((file) => typeof file !== 'string')
    if (files.length === 0) return { status: 400, body: { errorMessage: 'No files were uploaded' } }
    const temporaryAttachments = await Promise.all(files.map(async (file) => {
      const temporaryAttachmentId = `temp${randomUUID()}`
      this.#files.set(temporaryAttachmentId, { name: file.name, content: Buffer.from(await file.arrayBuffer()) })
      return { temporaryAttachmentId, fileName: file.name }
    }))
    return { status: 201, body: { temporaryAttachments } }
  }

  #attach (call: Call, id = ''): Answer {
    const issue = this.#find(id)
    if (issue === undefined) return NOT_FOUND
    const { temporaryAttachmentIds = [], public: isPublic, additionalComment } = (jsonOf(call) ?? {}) as { temporaryAttachmentIds?: string[], public?: boolean, additionalComment?: { body?: string } }
    const files = temporaryAttachmentIds.flatMap((id) => this.#files.get(id) ?? [])
    if (files.length === 0 || files.length < temporaryAttachmentIds.length) return { status: 400, body: { errorMessage: 'Temporary attachment not found' } }
    issue.files.push(...files)
    for (const id of temporaryAttachmentIds) this.#files.delete(id)
    const comment = this.#addComment(issue, additionalComment?.body ?? files.map(({ name }) => name).join('\n'), isPublic === true, 'Hub')
    return { status: 201, body: { comment: commentJson(comment), attachments: { values: files.map(({ name, content }) => ({ filename: name, size: content.length })) } } }
  }

  #listCustomerTransitions (id = ''): Answer {
    if (this.#find(id) === undefined) return NOT_FOUND
    const values = WORKFLOW.filter((way) => CUSTOMER_TRANSITIONS.includes(way.id)).map(({ id, transition }) => ({ id, name: transition }))
    return { status: 200, body: { size: values.length, start: 0, limit: 50, isLastPage: true, values } }
  }

  #listTransitions (id = ''): Answer {
    const issue = this.#find(id)
    if (issue === undefined) return NOT_FOUND
    const transitions = WORKFLOW.filter(({ name }) => name !== issue.status.name)
      .map(({ id, transition, name, category }) => ({ id, name: transition, to: { name, statusCategory: { key: category } } }))
    return { status: 200, body: { transitions } }
  }

  #go (id = '', transition: unknown, open?: readonly string[]): Answer {
    const issue = this.#find(id)
    if (issue === undefined) return NOT_FOUND
    const way = WORKFLOW.find((way) => way.id === transition && (open === undefined || open.includes(way.id)))
    if (way === undefined) return { status: 400, body: { errorMessages: ['It seems that you have tried to perform an illegal workflow operation'], errors: {} } }
    Object.assign(issue, { status: { name: way.name, category: way.category }, resolution: way.category === 'done' ? 'Done' : null })
    this.#touch(issue)
    return { status: 204 }
  }

  #show ({ query }: Call, id = ''): Answer {
    const issue = this.#find(id)
    return issue === undefined ? NOT_FOUND : { status: 200, body: toJson(issue, (query.get('fields') ?? '').split(',')) }
  }

  #edit (call: Call, id = ''): Answer {
    const issue = this.#find(id)
    if (issue === undefined) return NOT_FOUND
    const fields = (jsonOf(call)?.fields ?? {}) as Record<string, unknown>
    const mistake = mistakeIn(fields, this.#settings.hidden ?? [])
    if (mistake !== undefined) return mistake
    Object.assign(issue.fields, fields)
    this.#touch(issue)
    return { status: 204 }
  }

  #search (call: Call): Answer {
    if (this.#settings.deployment === 'data-center') return this.manners.unknown
    const found = this.#found(call)
    if (!Array.isArray(found)) return found
    const { nextPageToken, maxResults, fields } = jsonOf(call) ?? {}
    const after = typeof nextPageToken === 'string' ? Number(Buffer.from(nextPageToken, 'base64').toString()) : 0
    const left = found.filter(({ id }) => Number(id) > after)
    const page = left.slice(0, countOf(String(maxResults ?? 50), 50, 5000))
    const isLast = page.length === left.length
    return {
      status: 200,
      body: { issues: page.map((issue) => toJson(issue, fields as string[])), isLast, ...(!isLast && { nextPageToken: Buffer.from(page.at(-1)?.id ?? '').toString('base64') }) }
    }
  }

  #searchByOffset (call: Call): Answer {
    if (this.#settings.deployment !== 'data-center') return { status: 410, body: { errorMessages: ['The requested API has been removed. Please migrate to the /rest/api/3/search/jql API.'], errors: {} } }
    const found = this.#found(call)
    if (!Array.isArray(found)) return found
    const { startAt = 0, maxResults, fields } = jsonOf(call) ?? {}
    const page = found.slice(Number(startAt), Number(startAt) + countOf(String(maxResults ?? 50), 50, 1000))
    return { status: 200, body: { startAt, maxResults: page.length, total: found.length, issues: page.map((issue) => toJson(issue, fields as string[])) } }
  }

  #found (call: Call): JiraIssue[] | Answer {
    const { jql, fields } = jsonOf(call) ?? {}
    if (!Array.isArray(fields)) return { status: 400, body: { errorMessages: ['The field list is required'], errors: {} } }
    try {
      const matches = parseJql(String(jql), this.#now())
      const seen = new Map(this.#index.filter(({ atMs }) => atMs + (this.#settings.lagMs ?? 0) <= this.#now()).map(({ issue }) => [issue.id, issue]))
      return [...seen.values()].filter((issue) => matches({
        project: this.#settings.projectKey,
        labels: (issue.fields.labels ?? []) as string[],
        description: String(issue.fields.description ?? ''),
        updatedMs: issue.updatedMs
      })).sort((one, other) => Number(one.id) - Number(other.id))
    } catch (error) {
      return { status: 400, body: { errorMessages: [(error as Error).message], errors: {} } }
    }
  }

  #addComment (issue: JiraIssue, body: string, isPublic: boolean, author: string): JiraComment {
    this.#touch(issue)
    const comment = { id: String(++this.#ids), body, public: isPublic, author, createdMs: issue.updatedMs }
    issue.comments.push(comment)
    return comment
  }

  #touch (issue: JiraIssue): void {
    issue.updatedMs = this.#now()
    this.#index.push({ atMs: issue.updatedMs, issue: { ...issue, fields: { ...issue.fields } } })
  }

  #tell (issue: JiraIssue, webhookEvent: string, more: object): void {
    const names = ['status', 'resolution', 'labels', 'updated', 'summary', 'description']
    const body = Buffer.from(JSON.stringify({ timestamp: issue.updatedMs, webhookEvent, issue: toJson(issue, names), ...more }))
    this.webhooks.tell(issue.id, { headers: this.sign(body, randomUUID()), body })
  }

  #find (id: string): JiraIssue | undefined {
    return this.issues.get(id) ?? [...this.issues.values()].find(({ key }) => key === id)
  }

  #get (id: string): JiraIssue {
    const issue = this.#find(id)
    if (issue === undefined) throw new RangeError(`There is no request ${id}`)
    return issue
  }
}
