import t from 'tap'
import { toConversation, toFilters, toPath, toSearch, toView } from '../../web/workspace/address.js'
import { firstRequests, inboxRequest, messagesRequest } from '../../web/workspace/requests.js'

t.test('tab and filters are read from the address; what is none is not there', async (t) => {
  t.equal(toView('?view=closed'), 'closed')
  t.equal(toView(''), 'mine')
  t.equal(toView('?view=toString'), 'mine')
  t.strictSame(toFilters('?view=all&channel=site&tag=%E6%80%A5&group=&nonsense=1'), { channel: 'site', tag: '急' })
})

t.test('an address leads back to the same place', async (t) => {
  const filters = { channel: 'site', tag: '退货 & 换货', assignee: 'a1', group: 'g1', state: 'bot' as const }
  const search = toSearch('all', filters)
  t.equal(toView(search), 'all')
  t.strictSame(toFilters(search), filters)
  const { state: _, ...others } = filters
  t.strictSame(toFilters(toSearch('mine', filters)), others, 'only the tab of all has states')
})

t.test('a conversation has an address, whatever its id', async (t) => {
  for (const id of ['01a2.0001', 'a/b', '会话']) t.equal(toConversation(toPath(id)), id)
  for (const path of ['/', '/conversations', '/conversations/', '/conversations/a/b', '/admin/agents']) t.equal(toConversation(path), undefined, path)
})

t.test('lists are asked for page by page', async (t) => {
  t.equal(inboxRequest('mine', {}), '/conversations?view=mine&limit=100')
  t.equal(inboxRequest('all', { tag: '急', state: 'bot' }, 'c1'), '/conversations?tag=%E6%80%A5&state=bot&cursor=c1&limit=100')
  t.equal(messagesRequest('c', 'c1'), '/conversations/c/messages?order=newest&cursor=c1&limit=50')
})

t.test('every first screen asks for what it shows', async (t) => {
  t.strictSame(firstRequests('/', '?view=all&channel=site'), ['/conversations?view=all&channel=site&limit=100', '/channels', '/agents', '/conversations/counts'])
  t.strictSame(firstRequests('/conversations/c', ''), [
    '/conversations?view=mine&limit=100',
    '/conversations/c',
    '/conversations/c/messages?order=newest&limit=50',
    '/conversations/c/activities',
    '/conversations/c/context',
    '/channels',
    '/agents',
    '/conversations/counts'
  ])
  t.strictSame(firstRequests('/admin/agents', ''), ['/conversations/counts'])
})
