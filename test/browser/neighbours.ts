import { RestCrmSimulator } from '@kefuhub/crm-sync/simulator'
import { RestSystem, SystemServer } from '@kefuhub/ticket-export/simulator'
import { ORDERS } from '../../plugins/ticket-export/test/samples/rest.js'
import type { TestScope } from '../support/scope.js'

/** Simulated systems beside a hub, and what its config says of them. */
export interface OfficeNeighbours {
  crm: RestCrmSimulator
  /** An ERP that takes tickets, too. */
  erp: SystemServer<RestSystem>
  /** What goes into the config of the hub. */
  config: { plugins: object[], tickets: object }
}

const CRM_KEY = 'key-of-the-shop-2026'
const ERP_TOKEN = 'rest-test-token'

/** Types of tickets: one with every kind of field and a way of its own, one plain. */
const TICKETS = {
  types: [
    {
      id: 'refund',
      title: { zh: '退款', en: 'Refund' },
      priority: 'high',
      dueMinutes: { high: 90 },
      fields: [
        { name: 'amount', title: { zh: '金额', en: 'Amount' }, type: 'number', required: true },
        { name: 'reason', title: { zh: '原因', en: 'Reason' }, type: 'choice', choices: ['质量问题', '不想要了'] },
        { name: 'since', title: { zh: '发现日期', en: 'Found on' }, type: 'date' },
        { name: 'opened', title: { zh: '已拆封', en: 'Opened' }, type: 'boolean' },
        { name: 'remark', title: { zh: '备注', en: 'Remark' } }
      ],
      statuses: [
        { id: 'received', title: { zh: '已受理', en: 'Received' }, state: 'new', next: ['approved', 'refused'] },
        { id: 'approved', title: { zh: '已同意', en: 'Approved' }, state: 'in-progress', next: ['paid'], tell: { text: '您的退款 {{number}} 已同意' } },
        { id: 'paid', title: { zh: '已退款', en: 'Paid' }, state: 'solved', next: [] },
        { id: 'refused', title: { zh: '已拒绝', en: 'Refused' }, state: 'closed', next: [] }
      ]
    },
    { id: 'question', title: { zh: '咨询', en: 'Question' }, statuses: [{ id: 'open', title: { zh: '待回复', en: 'To answer' }, state: 'new' }, { id: 'answered', title: { zh: '已回复', en: 'Answered' }, state: 'solved' }] }
  ]
}

/** Starts a CRM and an ERP that are closed when the test ends. */
export async function openNeighbours (t: TestScope): Promise<OfficeNeighbours> {
  const crm = await RestCrmSimulator.start({ apiKey: CRM_KEY })
  t.teardown(() => crm.close())
  const erp = await SystemServer.start(new RestSystem({ token: ERP_TOKEN }))
  t.teardown(() => erp.close())
  return { crm, erp, config: { tickets: TICKETS, plugins: [toCrmEntry(crm.url), toErpEntry(erp.url)] } }
}

function toCrmEntry (url: string): object {
  const body = '{ "hub_id": $externalId, "full_name": $name, "mobile": $phone, "mail": $email, "level": $fields.level }'
  return {
    id: 'crm',
    use: '@kefuhub/crm-sync',
    sync: { pullMinutes: 0, activities: false, show: [{ crm: 'level', title: { zh: '会员等级', en: 'Level' } }, { crm: 'remark', title: { zh: '跟进人', en: 'Owner' } }] },
    options: {
      rest: {
        connection: { baseUrl: `${url}/api`, auth: { header: { name: 'X-Api-Key', value: CRM_KEY } } },
        contact: {
          id: '$string(cust_no)', externalId: 'hub_id', name: 'full_name', phones: '[mobile, tel]', emails: 'mail', url: '"https://crm.shop.example/customers/" & cust_no', changedAt: 'updated', isGone: 'deleted'
        },
        find: {
          byExternalId: { method: 'GET', path: '/customers', query: { hub_id: '{{externalId}}' }, items: 'data.list' },
          byEmail: { method: 'GET', path: '/customers', query: { mail: '{{email}}' }, items: 'data.list' },
          byPhone: { method: 'GET', path: '/customers', query: { phone: '{{phone}}' }, items: 'data.list' }
        },
        get: { method: 'GET', path: '/customers/{{id}}', record: 'data' },
        create: { method: 'POST', path: '/customers', body, record: 'data' },
        update: { method: 'PATCH', path: '/customers/{{id}}', body, record: 'data' },
        activity: { method: 'POST', path: '/customers/{{contactId}}/notes', body: '{ "ref": $id, "title": $subject, "text": $summary, "at": $at, "tags": [$tags], "link": $url }' },
        changes: { method: 'GET', path: '/customers', query: { changed_from: '{{since}}', size: '100' }, since: 'seconds', isSorted: true, paging: { items: 'data.list', next: { cursor: { from: 'data.next', param: 'page' } } } },
        fields: [{ name: 'level', label: '会员等级' }, { name: 'remark', label: '跟进人' }]
      }
    }
  }
}

function toErpEntry (url: string): object {
  return {
    id: 'erp',
    use: '@kefuhub/ticket-export',
    tickets: { pollMinutes: 0, orderSeconds: 0 },
    options: {
      rest: {
        connection: { baseUrl: `${url}/api`, auth: { bearer: { token: ERP_TOKEN } } },
        tickets: {
          ticket: '{ "externalId": $string(id), "externalNumber": number, "url": link, "status": state, "changedAt": updatedAt, "key": ref }',
          states: { open: 'new', working: 'in-progress', waiting: 'waiting-customer', parked: 'on-hold', done: 'solved', archived: 'closed' },
          statuses: { new: 'open', 'in-progress': 'working', 'waiting-customer': 'waiting', 'on-hold': 'parked', solved: 'done', closed: 'archived' },
          create: { request: { method: 'POST', path: '/tickets', body: '{ "ref": $key, "title": $subject, "body": $description, "state": $status, "prio": $priority, "extra": $fields }' }, answer: 'data' },
          find: { request: { method: 'GET', path: '/tickets', query: { ref: '{{key}}' } }, items: 'tickets' },
          read: { request: { method: 'GET', path: '/tickets/{{externalId}}' }, answer: 'data' },
          update: { request: { method: 'PATCH', path: '/tickets/{{externalId}}', body: '{ "title": $subject, "state": $status, "prio": $priority, "extra": $fields }' }, answer: 'data' },
          comment: {
            request: { method: 'POST', path: '/tickets/{{externalId}}/notes', body: '{ "text": $text, "public": $isPublic, "author": $author }' },
            list: { request: { method: 'GET', path: '/tickets/{{externalId}}/notes' }, items: 'notes', comment: '{ "id": $string(id), "text": text, "isPublic": public, "by": author, "at": createdAt }' }
          }
        },
        orders: ORDERS
      }
    }
  }
}
