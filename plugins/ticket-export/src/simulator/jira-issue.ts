import type { Answer } from './call.js'

/** A status of the simulated workflow. */
export interface JiraStatus {
  name: string
  /** Key of its category. */
  category: 'new' | 'indeterminate' | 'done'
}

/** The simulated workflow: from every status to every other. */
export const WORKFLOW: ReadonlyArray<JiraStatus & { transition: string, id: string }> = [
  { id: '11', transition: 'Back to support', name: 'Waiting for support', category: 'indeterminate' },
  { id: '21', transition: 'Respond to customer', name: 'Waiting for customer', category: 'indeterminate' },
  { id: '31', transition: 'Put on hold', name: 'Pending', category: 'indeterminate' },
  { id: '41', transition: 'Resolve this issue', name: 'Resolved', category: 'done' },
  { id: '51', transition: 'Close', name: 'Closed', category: 'done' }
]
/** What customers see of it. */
export const CUSTOMER_TRANSITIONS: readonly string[] = ['41', '11']
export const FIRST: JiraStatus = { name: 'Open', category: 'new' }

/** A comment as it stands in the simulated Jira. */
export interface JiraComment {
  id: string
  body: string
  public: boolean
  author: string
  createdMs: number
}

/** A request as it stands in the simulated Jira. */
export interface JiraIssue {
  id: string
  key: string
  status: JiraStatus
  resolution: string | null
  fields: Record<string, unknown>
  reporter: string
  updatedMs: number
  comments: JiraComment[]
  files: Array<{ name: string, content: Buffer }>
}

/** The fields of the request type, with what makes a value of each a wrong one. */
const FIELDS: Record<string, (value: unknown) => string | undefined> = {
  summary: (value) => typeof value !== 'string' || value.trim() === '' ? 'You must specify a summary of the issue.' : /\n/.test(value) || value.length > 255 ? 'Summary must be one line of less than 255 characters.' : undefined,
  description: (value) => typeof value !== 'string' || value.length > 32_767 ? 'The entered text is too long.' : undefined,
  labels: (value) => !Array.isArray(value) || value.some((label) => /\s/.test(String(label))) ? 'The label contains spaces which is invalid.' : undefined,
  priority: (value) => ['Lowest', 'Low', 'Medium', 'High', 'Highest'].includes(String((value as { name?: unknown })?.name)) ? undefined : 'The priority selected is invalid.',
  customfield_10050: (value) => value === null || typeof value === 'string' ? undefined : 'Operation value must be a string',
  customfield_10060: (value) => value === null || ['Gold', 'Silver'].includes(String((value as { value?: unknown })?.value)) ? undefined : 'Specify a valid value for the option'
}

/** Why values of fields are refused; undefined: they are not. */
export function mistakeIn (values: Record<string, unknown>, hidden: readonly string[]): Answer | undefined {
  const errors: Record<string, string> = {}
  for (const [name, value] of Object.entries(values)) {
    const check = hidden.includes(name) ? undefined : FIELDS[name]
    const mistake = check === undefined ? `Field '${name}' cannot be set. It is not on the appropriate screen, or unknown.` : check(value)
    if (mistake !== undefined) errors[name] = mistake
  }
  return Object.keys(errors).length === 0 ? undefined : { status: 400, body: { errorMessages: [], errors } }
}

/** An issue as the platform's API shows it. @param names of the fields that were asked for */
export function toJson (issue: JiraIssue, names: readonly string[]): Record<string, unknown> {
  const all: Record<string, unknown> = {
    ...Object.fromEntries(Object.keys(FIELDS).map((name) => [name, null])),
    labels: [],
    ...issue.fields,
    status: { name: issue.status.name, statusCategory: { key: issue.status.category } },
    resolution: issue.resolution === null ? null : { name: issue.resolution },
    updated: new Date(issue.updatedMs).toISOString().replace('Z', '+0000')
  }
  return { id: issue.id, key: issue.key, fields: Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name))) }
}

/** Jira's way to write a moment in the service desk API. */
export function toDate (ms: number): object { return { iso8601: new Date(ms).toISOString().replace('Z', '+0000'), epochMillis: ms } }

/** A comment as the service desk API shows it. */
export function commentJson ({ id, body, public: isPublic, author, createdMs }: JiraComment): Record<string, unknown> {
  return { id, body, public: isPublic, author: { displayName: author }, created: toDate(createdMs) }
}
