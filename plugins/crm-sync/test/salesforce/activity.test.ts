import type { CrmActivity } from '@kefuhub/contract'
import t from 'tap'
import { failsAs } from '../fails-as.js'
import { NOW_MS, openStand } from './stand.js'

const FIELD = 'Hub_Activity_Id__c'
const save = { allowSave: true }
const activity = (contactId: string, more: Partial<CrmActivity> = {}): CrmActivity => ({
  id: 'a1', contactId, kind: 'conversation', subject: 'About a coat', summary: 'wants it\nand soon', tags: ['sale'], at: new Date(NOW_MS), url: 'https://hub.example.com/c/1', ...more
})

for (const taskIdField of [undefined, FIELD]) {
  const [title, write] = taskIdField === undefined ? ['in the comments', 'POST /sobjects/Task'] : ['in a field', `PATCH /sobjects/Task/${FIELD}/:value`]
  const open = (t: Parameters<typeof openStand>[0], more: Parameters<typeof openStand>[1] = {}): ReturnType<typeof openStand> =>
    openStand(t, taskIdField === undefined ? more : { ...more, options: { activityIdField: taskIdField, ...more.options }, salesforce: { taskIdField, ...more.salesforce } })

  t.test(`id ${title}: an activity becomes a task that is done`, async (t) => {
    const { salesforce, instance } = await open(t)
    const id = salesforce.contacts.insert({ LastName: 'Lee' }, save)
    await instance.logActivity(activity(id, { subject: 's'.repeat(300), summary: 'x'.repeat(40_000) }))
    const [task, ...others] = salesforce.tasks.rows.values()
    t.same(others, [])
    t.match(task, { WhoId: id, Status: 'Completed', ActivityDate: '2026-11-25', Subject: /^s{254}…$/, ...(taskIdField !== undefined && { [taskIdField]: 'a1' }) })
    t.match(task?.['Description'], /^x+…\n2026-11-25T09:00:00.000Z\n# sale\nhttps:\/\/hub.example.com\/c\/1\n\[kefuhub:a1\]$/)
  })

  t.test(`id ${title}: a task whose answer got lost is not written again`, async (t) => {
    const { salesforce, instance } = await open(t)
    const id = salesforce.contacts.insert({ LastName: 'Lee' }, save)
    salesforce.server.fail({ on: write, fault: 'lost-answer' })
    await instance.logActivity(activity(id))
    salesforce.server.fail({ on: write, fault: 'reset' })
    await failsAs(t, instance.logActivity(activity(id, { id: 'a2' })), { verdict: 'uncertain' })
    await instance.logActivity(activity(id, { id: 'a2' }))
    t.equal(salesforce.tasks.rows.size, 2)
  })

  t.test(`id ${title}: a task that was changed or deleted there is left alone`, async (t) => {
    const { salesforce, instance } = await open(t)
    const id = salesforce.contacts.insert({ LastName: 'Lee' }, save)
    await instance.logActivity(activity(id))
    const [task = ''] = salesforce.tasks.rows.keys()
    salesforce.tasks.update(task, { Subject: 'Changed' })
    await instance.logActivity(activity(id))
    t.equal(salesforce.tasks.rows.get(task)?.['Subject'], 'Changed')
    salesforce.tasks.remove(task)
    await instance.logActivity(activity(id))
    t.equal(salesforce.tasks.rows.size, 1)
  })

  t.test(`id ${title}: the same activity at the same time is written once, ids of all kinds are kept apart`, async (t) => {
    const { salesforce, instance } = await open(t)
    const id = salesforce.contacts.insert({ LastName: 'Lee' }, save)
    await Promise.all(['a', 'a', "a'b", '../..', 'a"b', ''].map((key) => instance.logActivity(activity(id, { id: key }))))
    t.equal(salesforce.tasks.rows.size, 5)
  })
}

t.test('an id that several tasks have is left as it is', async (t) => {
  const { salesforce, instance } = await openStand(t, { options: { activityIdField: FIELD }, salesforce: { taskIdField: FIELD } })
  const id = salesforce.contacts.insert({ LastName: 'Lee' }, save)
  await instance.findContacts({ externalId: 'h1' })
  // They came to be between the look and the write.
  salesforce.server.fail({ on: 'GET /queryAll', answer: { status: 200, body: { totalSize: 0, done: true, records: [] } } })
  for (let task = 0; task < 2; task++) salesforce.tasks.seed({ WhoId: id, [FIELD]: 'a1' })
  await instance.logActivity(activity(id))
  t.equal(salesforce.tasks.rows.size, 2)
})

t.test('nobody cannot have a task', async (t) => {
  const { instance } = await openStand(t)
  await failsAs(t, instance.logActivity(activity('0035g00000ABCDEAA2')), { verdict: 'rejected' })
  await failsAs(t, instance.logActivity(activity("x'")), { verdict: 'rejected' })
})

t.test('a field for the ids that is not there is for an operator', async (t) => {
  const { salesforce, instance } = await openStand(t, { options: { activityIdField: 'Priority' } })
  const id = salesforce.contacts.insert({ LastName: 'Lee' }, save)
  await failsAs(t, instance.logActivity(activity(id)), { verdict: 'unauthorized', message: /external id field/ })
})
