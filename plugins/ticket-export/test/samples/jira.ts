import type { ErpSample, ErpStand } from '@kefuhub/contract/testing'
import { JiraSystem, type JiraSettings } from '../../src/simulator/jira.js'
import { SystemServer } from '../../src/simulator/server.js'
import { NOW_MS, WAIT_MS, faultsOf, ticking, withHeader } from './stand.js'

const DESK = { serviceDeskId: '3', requestTypeId: '17', projectKey: 'SUP' }
const OPTIONS = { url: 'https://acme.atlassian.net', email: 'agent@acme.test', token: 'jira-test-token', ...DESK }
const SECRET = 'jira-test-secret'
const PRIORITIES = { low: 'Low', normal: 'Medium', high: 'High', urgent: 'Highest' }

export interface JiraStand extends ErpStand { server: SystemServer<JiraSystem> }

/** Starts a Jira with the kit's handles. */
export async function openJira (options: object = {}, settings: Partial<JiraSettings> = {}): Promise<JiraStand> {
  const system = new JiraSystem({ ...OPTIONS, webhookSecret: SECRET, waitS: WAIT_MS / 1000, now: ticking(1), ...settings })
  const server = await SystemServer.start(system)
  return {
    server,
    options: { jira: { ...OPTIONS, url: server.url, pageSize: 2, searchLagMs: 0, priorities: PRIORITIES, fieldForms: { customfield_10060: 'value' }, ...options } },
    ...faultsOf(server),
    close: () => server.close(),
    tickets: {
      all: () => [...system.issues.values()].map(({ id, key, fields }) => ({ id, text: [key, ...Object.values(fields)].join('\n') })),
      comments: (id) => (system.issues.get(id)?.comments ?? []).map(({ body }) => body),
      files: (id) => (system.issues.get(id)?.files ?? []).map(({ name, content }) => ({ name, bytes: content })),
      move: (id, to) => system.move(id, {
        'in-progress': { name: 'Waiting for support', category: 'indeterminate' } as const,
        solved: { name: 'Resolved', category: 'done' } as const,
        'unheard-of': { name: 'With the wizard', category: 'indeterminate' } as const
      }[to]),
      comment: (id, text) => system.comment(id, text)
    },
    webhook: {
      request (id, site) {
        const { headers = {}, body = Buffer.alloc(0) } = system.webhooks.latest(id) ?? {}
        return { method: 'POST', url: `${site.baseUrl}/webhook`, headers, body }
      }
    }
  }
}

const signer = new JiraSystem({ ...OPTIONS, webhookSecret: SECRET })

/** Polling or calling; Cloud with labels, or Data Center with the key in the description. */
export function jiraSample (updates: 'poll' | 'webhook', deployment: 'cloud' | 'data-center'): ErpSample {
  const calling = updates === 'webhook' ? { updates, webhookSecret: SECRET } : {}
  const isCloud = deployment === 'cloud'
  const more = { deployment, mark: isCloud ? 'label' : 'description', ...calling }
  return {
    options: { jira: { ...OPTIONS, ...calling } },
    badOptions: [
      { name: 'no request type', options: { jira: { ...OPTIONS, requestTypeId: undefined } }, path: '/jira/requestTypeId' },
      { name: 'no secret', options: { jira: { ...OPTIONS, updates: 'webhook' } }, path: '/jira/webhookSecret' },
      { name: 'a project that is none', options: { jira: { ...OPTIONS, projectKey: 'sup = 1' } }, path: '/jira/projectKey' },
      { name: 'some priorities', options: { jira: { ...OPTIONS, priorities: { low: 'Low' } } }, path: '/jira/priorities/urgent' }
    ],
    nowMs: NOW_MS,
    waitMs: WAIT_MS,
    open: () => openJira(more, { deployment }),
    orders: null,
    logistics: false,
    returns: null,
    tickets: { fields: { customfield_10050: 'WX', customfield_10060: 'Gold' }, takesFiles: true },
    polling: updates === 'poll' ? { threePages: 5 } : null,
    webhook: updates === 'poll'
      ? null
      : {
          forgeries: [
            { name: 'another secret', forge: withHeader('x-hub-signature', () => `sha256=${'0'.repeat(64)}`) },
            { name: 'no signature', forge: withHeader('x-hub-signature', () => undefined) },
            { name: 'another body', forge: (request) => ({ ...request, body: Buffer.from('{"webhookEvent":"jira:issue_updated"}') }) }
          ],
          seal: (body, site) => ({ method: 'POST', url: `${site.baseUrl}/webhook`, headers: signer.sign(body, 'delivery-1'), body }),
          malformed: [
            { name: 'no event', payload: Buffer.from('{"issue":{}}') },
            { name: 'no issue', payload: Buffer.from('{"webhookEvent":"jira:issue_updated"}') },
            { name: 'no status', payload: Buffer.from('{"webhookEvent":"jira:issue_updated","issue":{"id":"1","key":"SUP-7","fields":{}}}') }
          ],
          staleAfterMs: 25 * 3_600_000,
          maxBodyBytes: 1024 * 1024
        },
    files: null
  }
}
