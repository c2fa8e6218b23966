import t from 'tap'
import type { CommandStartedEvent } from 'mongodb'
import { readContext } from '../src/http/context.js'
import { PluginActivityReader } from '../src/http/plugin-activity.js'
import { createTestChannel, inbound } from './support/channel.js'
import { createTestFeature, createTestHub } from './support/hub.js'

const QUERIES = ['find', 'update', 'delete', 'findAndModify', 'count', 'distinct', 'aggregate'] as const
const IGNORED_FIELDS = ['lsid', '$db', '$clusterTime', 'writeConcern', 'txnNumber', '$readPreference', 'batchSize', 'maxTimeMS', 'ordered', 'new', 'upsert', 'singleBatch']

type Plan = { stage?: string, inputStage?: Plan, inputStages?: Plan[], queryPlan?: Plan, winningPlan?: Plan }

function stagesOf (plan: Plan | undefined): string[] {
  if (plan === undefined) return []
  const inner = [plan.inputStage, plan.queryPlan, plan.winningPlan, ...plan.inputStages ?? []]
  return [...plan.stage === undefined ? [] : [plan.stage], ...inner.flatMap(stagesOf)]
}

/** The queries of a command, each as a command of its own: an update may hold several. */
function queriesOf ({ commandName, command }: CommandStartedEvent): object[] {
  const kept = Object.fromEntries(Object.entries(command).filter(([key]) => !IGNORED_FIELDS.includes(key)))
  if (commandName === 'update') return (kept['updates'] as Array<{ q: object }>).map(({ q }) => ({ find: kept['update'], filter: q }))
  if (commandName === 'delete') return (kept['deletes'] as Array<{ q: object }>).map(({ q }) => ({ find: kept['delete'], filter: q }))
  if (commandName === 'findAndModify') return [{ find: kept['findAndModify'], filter: kept['query'], ...(kept['sort'] !== undefined && { sort: kept['sort'] }) }]
  return [kept]
}

t.test('every query that a working hub makes is served by an index', async (t) => {
  const channel = createTestChannel({
    replyWindows: [{ trigger: 'message', sends: 5, durationMs: 1e12, reopens: { zh: '再次发送', en: 'writes again' } }]
  }, { profile: async () => ({ name: 'Alice', mergeKeys: ['u1'] }) })
  const feature = createTestFeature('answer', async (turn) => {
    await turn.history(10)
    turn.tag('x')
    turn.reply({ type: 'text', text: 'hi' })
    turn.handOver('test')
  })
  const hub = await createTestHub(t, { monitorCommands: true, plugins: [{ id: 'shop', module: channel.definition as never }, { id: 'f', module: feature }] })
  const seen = new Map<string, object>()
  hub.store.connection.getClient().on('commandStarted', (event) => {
    if (!(QUERIES as readonly string[]).includes(event.commandName)) return
    for (const query of queriesOf(event)) if (!isEmptyCheck(query)) seen.set(shapeOf(query), query)
  })

  hub.start()
  await channel.hub.receive(inbound())
  await channel.hub.receive(inbound({ eventKey: 'k2', sender: { id: 'bob' } }))
  await channel.taken(2)
  await channel.hub.receipt({ externalId: `x-${channel.sent[0]?.id}`, state: 'read', at: new Date() })
  await channel.hub.tokens.get('main', async () => ({ value: 'a', expiresInMs: 7_200_000 }))
  await channel.hub.tokens.replace('main', 'a', async () => ({ value: 'b', expiresInMs: 7_200_000 }))
  await channel.hub.cursors.set('c', '1')
  await channel.hub.cursors.get('c')
  const { id } = await channel.hub.media.put(Buffer.from('file'), {})
  await channel.hub.media.get(id ?? '')
  while (await hub.store.outbox.exists({ due: { $gte: new Date(0) } }) !== null) await new Promise((resolve) => setImmediate(resolve))

  const { desk } = hub
  const { items: [conversation] } = await desk.inbox.list({ limit: 1 })
  for (const filter of [{ state: 'open' as const }, { channel: 'shop' }, { contact: 'x' }]) await desk.inbox.list({ ...filter, limit: 10 })
  const page = await desk.inbox.list({ limit: 1 })
  await desk.inbox.list({ limit: 1, cursor: page.next ?? '' })
  const full = await desk.conversations.get(conversation?.id ?? '')
  await desk.messages.list({ conversation: full._id, limit: 1 })
  await desk.messages.enqueue({
    conversation: full, content: { type: 'text', text: 'x' }, author: { kind: 'agent', id: 'a' }, capabilities: hub.pipeline.channels.get('shop').capabilities, idempotencyKey: 'k'
  })
  const latest = await channel.hub.history('alice', { limit: 1 })
  const [place] = latest.messages
  if (place !== undefined) {
    await channel.hub.history('alice', { after: place, limit: 10 })
    await channel.hub.history('alice', { before: place, limit: 10 })
  }
  await desk.contacts.list({ limit: 10 })
  const { id: group } = await desk.groups.create('g')
  const { agent, password } = await desk.agents.create({ login: 'lin', name: 'x', role: 'administrator', groups: [group] })
  const { token: session, caller } = await desk.signIn.open('lin', password)
  await t.rejects(desk.signIn.open('nobody', 'x'))
  await desk.signIn.verify(session)
  await desk.conversations.transfer(full._id, { group })
  await desk.conversations.accept(full._id, agent.id)
  await desk.conversations.tag(full._id, ['vip'])
  await desk.conversations.read(full._id)
  const activity = await desk.activities.add({ conversation: full, kind: 'note', by: caller, text: 'x' })
  await desk.activities.list(full._id)
  await desk.activities.notes(full.contact)
  await desk.activities.find([activity.id])
  for (const view of ['mine', 'unassigned', 'all', 'closed'] as const) await desk.inbox.list({ view, agent: agent.id, limit: 10 })
  for (const filter of [{ tag: 'vip' }, { group }, { assignee: agent.id }]) await desk.inbox.list({ view: 'all', ...filter, limit: 10 })
  await desk.inbox.counts(agent.id)
  await desk.inbox.find([full._id])
  await desk.inbox.recentTags()
  for (const words of ['hello', 'Alice', '客']) await desk.search.find(words)
  await desk.messages.find([channel.sent[0]?.id ?? ''])
  await desk.messages.list({ conversation: full._id, order: 'newest', limit: 1 })
  await desk.groups.list()
  await desk.groups.rename(group, 'h')
  await desk.groups.remove(group)
  await desk.agents.list()
  await desk.agents.list([agent.id])
  await desk.agents.seen([agent.id], true)
  await desk.agents.changeOwn(agent.id, { presence: 'away' })
  await desk.agents.resetPassword(agent.id)
  const quick = await desk.quickReplies.create({ shortcut: 'a', text: 'b' })
  await desk.quickReplies.list()
  await desk.quickReplies.change(quick.id, { text: 'c' })
  await desk.quickReplies.remove(quick.id)
  await desk.signIn.unlock('lin')
  await desk.signIn.close(caller.agent?.session ?? '')
  await desk.signIn.closeAll(agent.id)
  await new PluginActivityReader(hub.store).read(['shop', 'f'])
  await readContext({ desk, store: hub.store, channels: hub.pipeline.channels }, full)
  await desk.contacts.view(full.contact)
  await hub.store.messages.updateOne({ _id: channel.sent[0]?.id ?? '' }, { $set: { dead: new Date() } })
  const { items: [letter] } = await desk.deadLetters.list({ limit: 10 })
  await desk.deadLetters.retry(letter?.id ?? '')
  const by = { kind: 'agent', id: agent.id } as const
  const ticket = await desk.tickets.create({ type: 'general', subject: 'x', by, contact: full.contact, conversation: full._id, assignee: agent.id, dueAt: new Date(0), key: 'k' })
  await desk.tickets.create({ type: 'general', subject: 'x', by, key: 'k' })
  await desk.tickets.change(ticket._id, { status: 'in-progress' }, by)
  await desk.tickets.noteCopy(ticket._id, { target: 'erp', externalId: '7', status: 'open', changedAt: new Date() }, {}, by)
  await desk.ticketComments.add(ticket._id, { by, text: 'x', isPublic: false })
  await desk.ticketComments.latest(ticket._id)
  await desk.ticketComments.after(ticket._id)
  await desk.ticketComments.after(ticket._id, { at: new Date(0), id: 'x' })
  await desk.tickets.get(ticket.number)
  await desk.tickets.findCopy('erp', '7')
  await desk.tickets.find([ticket._id])
  for (const filter of [{}, { isOpen: true }, { dueBefore: new Date() }, { dueBefore: new Date(), assignee: agent.id }, { state: 'new' as const }, { type: 'general' }, { contact: full.contact }, { conversation: full._id }, { assignee: agent.id }, { assignee: agent.id, isOpen: true }, { group: 'g' }]) await desk.tickets.list({ ...filter, limit: 10 })
  await desk.alerts.raise('shop', 'x', { severity: 'info', title: { zh: 'x', en: 'x' }, reason: 'x' })
  await desk.alerts.standing()
  await desk.alerts.list({ limit: 10 })
  await desk.alerts.resolve('shop', 'x')
  await desk.contacts.change(full.contact, { phones: ['+8613800000000'], emails: ['a@example.com'] })
  await desk.contacts.findBy({ phone: '+8613800000000' })
  await desk.contacts.findBy({ email: 'a@example.com' })
  await desk.inbox.latestOf(full.thread)
  const { neighbours } = hub
  await neighbours.crm.links.want('crm', full.contact)
  const link = await neighbours.crm.links.claim('crm', full.contact)
  if (link !== undefined) await neighbours.crm.links.settle(link, { state: 'linked', record: { id: 'C1', phones: [], emails: [], fields: {}, changedAt: new Date() }, wasRead: true })
  await neighbours.crm.links.find('crm', full.contact)
  await neighbours.crm.links.ofContact(full.contact)
  await neighbours.crm.links.ofContacts('crm', [full.contact])
  await neighbours.crm.links.ofRecords('crm', ['C1'])
  await neighbours.crm.links.failures('crm')
  await neighbours.crm.links.sides([full.contact])
  await neighbours.crm.links.contactsAfter('', 10)
  await neighbours.crm.links.recognise([{ id: 'C2', externalId: full.contact, phones: ['+8613800000000'], emails: ['a@example.com'], fields: {}, changedAt: new Date() }])
  await neighbours.tickets.exporter.states(ticket._id)
  await neighbours.tickets.exporter.failures('erp')
  await neighbours.tickets.exporter.noteRetry('erp', ticket, new Date())
  await hub.pipeline.outbox.renew({ id: 'x', queue: 'x', payload: {}, trace: 'x' })
  await hub.pipeline.outbox.drop(['x', 'y'])
  await neighbours.jobs.want('watch')
  await neighbours.jobs.runDue()
  await neighbours.jobs.find('watch')
  await desk.conversations.close(full._id, 'test')
  await desk.conversations.reopen(full._id, agent.id)
  await desk.audit.append({ actor: 'cli', action: 'test', target: 'x' })
  await desk.audit.append({ actor: 'cli', action: 'test', target: 'y' })
  await desk.audit.verify()
  const token = await desk.apiTokens.create('x', 'agent')
  await desk.apiTokens.verify(token.token)
  await desk.apiTokens.list()
  await desk.apiTokens.revoke(token.id)
  await desk.agents.createFirstAdministrator()
  const replayed = []
  for await (const entry of hub.pipeline.replay(0)) replayed.push(entry)
  t.ok(replayed.length >= 2)
  await hub.app.inject('/metrics')

  t.ok(seen.size > 80, `${seen.size} kinds of query were seen`)
  for (const [shape, query] of seen) {
    const explained = await hub.store.connection.db?.command({ explain: query, verbosity: 'queryPlanner' })
    const stages = stagesOf(explained?.['queryPlanner']?.winningPlan ?? explained?.['stages']?.[0]?.$cursor?.queryPlanner?.winningPlan)
    t.ok(stages.length > 0, `has a plan: ${shape}`)
    t.notOk(stages.includes('COLLSCAN'), `uses an index: ${shape} ${stages.join(' < ')}`)
  }
})

/** GridFS looks once per process whether its collection is empty: one document, whichever. */
function isEmptyCheck (query: object): boolean {
  const { find, filter, limit } = query as { find?: string, filter?: object, limit?: number }
  return find === 'media.files' && limit === 1 && Object.keys(filter ?? {}).length === 0
}

/** What a query looks like without its values. */
function shapeOf (query: object): string {
  return JSON.stringify(query, (_key, value: unknown) => typeof value === 'object' && value !== null && !(value instanceof Date) ? value : typeof value === 'string' && value.startsWith('$') ? value : typeof value)
    .replace(/^/, `${Object.values(query)[0] as string} `)
}
