import t from 'tap'
import type { Profile } from '@kefuhub/contract'
import { Contacts, type Sender } from '../../src/desk/contacts.js'
import type { ContactDoc } from '../../src/store/contact-model.js'
import type { IdentityDoc } from '../../src/store/identity-model.js'
import type { Store } from '../../src/store/store.js'
import { openDesk, readAll, START_MS } from './stand.js'

const { clock, contacts, conversations, store, openOther, startConversation } = await openDesk(t)
const at = new Date(START_MS)
let names = 0

const toSender = (overrides: Partial<Sender> = {}): Sender => {
  const externalId = overrides.externalId ?? `customer-${++names}`
  return { key: `shop:${externalId}`, channel: 'shop', externalId, ...overrides }
}
const meet = async (overrides: Partial<Sender> = {}, by: Contacts = contacts): Promise<ContactDoc & { key: string }> => {
  const sender = toSender(overrides)
  return { ...await by.ensure(sender, `message-of-${sender.key}`, at), key: sender.key }
}
const readIdentity = async (key: string) => await store.identities.findById(key).orFail().lean<IdentityDoc>()
/** Two customers of whom one key says that they are one; the first is the elder. */
const meetTwo = async () => [await meet(), await meet()] as const

t.test('a new sender becomes a contact with the name they told', async (t) => {
  const contact = await meet({ name: '王小明' })
  t.match(contact, { name: '王小明', alias: false, tags: [], createdAt: at, createdBy: `message-of-${contact.key}` })
  t.strictSame(await readIdentity(contact.key), { _id: contact.key, channel: 'shop', externalId: contact.key.slice(5), contact: contact._id, reachable: true, name: '王小明' })
})

t.test('who told no name, or an empty one, gets an alias that is always the same', async (t) => {
  for (const name of [undefined, '', '  ']) {
    const sender = toSender(name === undefined ? {} : { name })
    const contact = await contacts.ensure(sender, 'm', at)
    t.match(contact, { name: /^客户 [0-9A-F]{4}$/, alias: true })
    await store.contacts.deleteOne({ _id: contact._id })
    t.equal((await contacts.ensure(sender, 'm', at)).name, contact.name)
    t.notOk('name' in await readIdentity(sender.key))
  }
})

t.test('meeting somebody again changes nothing', async (t) => {
  const { key, ...contact } = await meet({ name: 'Alice' })
  const again = await contacts.ensure({ key, channel: 'shop', externalId: key.slice(5), name: 'Bob' }, 'another message', new Date(START_MS + 1))
  t.strictSame(again, contact)
})

t.test('twenty messages of a new sender at once, in two processes, make one contact', async (t) => {
  const other = (await openOther()).contacts
  const sender = toSender()
  const met = await Promise.all(Array.from({ length: 20 }, async (_, index) => await (index % 2 === 0 ? contacts : other).ensure(sender, `message-${index}`, at)))
  t.equal(new Set(met.map(({ _id }) => _id)).size, 1)
  t.equal(await store.identities.countDocuments({ _id: sender.key }), 1)
  t.strictSame(new Set(met.map(({ createdBy }) => createdBy)).size, 1, 'one message is said to have made it')
})

t.test('who lost the race to write an identity finds what the winner wrote; every other failure is thrown', async (t) => {
  const contact = await meet()
  const failOnce = (error: Error) => {
    let hasFailed = false
    return new Contacts({
      clock,
      store: {
        ...store,
        identities: new Proxy(store.identities, {
          get: (target, name) => {
            const value: unknown = Reflect.get(target, name, target)
            if (typeof value !== 'function') return value
            if (name !== 'findOneAndUpdate' || hasFailed) return value.bind(target)
            hasFailed = true
            return () => ({ orFail: async () => { throw error } })
          }
        })
      }
    })
  }
  const sender = { key: contact.key, channel: 'shop', externalId: contact.key.slice(5) }
  const lost = failOnce(Object.assign(new Error('E11000'), { code: 11000 }))
  t.equal((await lost.ensure(sender, 'another', at))._id, contact._id)
  await t.rejects(failOnce(new Error('the store is away')).ensure(sender, 'another', at), { message: 'the store is away' })
})

t.test('a run that died between identity and contact is taken up by the next one', async (t) => {
  const contact = await meet()
  await store.contacts.deleteOne({ _id: contact._id })
  t.match(await contacts.ensure({ key: contact.key, channel: 'shop', externalId: contact.key.slice(5) }, 'second', at), { _id: contact._id, createdBy: 'second' })
})

t.test('an unknown contact is none, in the list of views and by itself', async (t) => {
  t.equal(await contacts.find('nobody'), undefined)
  t.equal(await contacts.view('nobody'), undefined)
})

t.test('a view shows who a contact is on each channel', async (t) => {
  const contact = await meet({ name: 'Alice' })
  t.strictSame(await contacts.view(contact._id), {
    id: contact._id,
    name: 'Alice',
    phones: [],
    emails: [],
    fields: {},
    tags: [],
    identities: [{ channel: 'shop', externalId: contact.key.slice(5), reachable: true, name: 'Alice' }],
    createdAt: at
  })
})

t.test('a profile replaces an alias once, and never a name', async (t) => {
  const contact = await meet()
  await contacts.applyProfile(contact.key, { name: ' 李雷 ', avatarUrl: 'https://example.com/a.png' })
  const named = await contacts.find(contact._id)
  t.match(named, { name: '李雷', alias: false, tell: String })
  t.match(await readIdentity(contact.key), { name: '李雷', avatarUrl: 'https://example.com/a.png', reachable: true })
  await contacts.applyProfile(contact.key, { name: 'Another' })
  t.strictSame(await contacts.find(contact._id), named)
  t.match(await readIdentity(contact.key), { name: 'Another' })
})

t.test('a profile that hides the name leaves the alias, and one that is endless is cut', async (t) => {
  const contact = await meet()
  for (const name of ['', '   ']) await contacts.applyProfile(contact.key, { name })
  t.match(await contacts.find(contact._id), { name: contact.name, alias: true })
  await contacts.applyProfile(contact.key, { name: 'x'.repeat(10_000) })
  t.equal((await contacts.find(contact._id))?.name, 'x'.repeat(256))
})

t.test('a change is marked to be told, and the same profile again is none', async (t) => {
  const contact = await meet()
  const profile: Profile = { name: 'Alice', language: 'zh-CN', reachable: false }
  await contacts.applyProfile(contact.key, profile)
  const changed = await contacts.find(contact._id)
  t.match(changed, { language: 'zh-CN', tell: String })
  t.match(await readIdentity(contact.key), { reachable: false })
  await contacts.applyProfile(contact.key, profile)
  t.strictSame(await contacts.find(contact._id), changed)
  await contacts.applyProfile(contact.key, { language: 'en' })
  t.not((await contacts.find(contact._id))?.tell, changed?.tell)
})

t.test('a profile of somebody unknown, and an empty one, change nothing', async (t) => {
  await contacts.applyProfile('shop:nobody', { name: 'Nobody', mergeKeys: ['nobody'] })
  t.equal(await store.identities.countDocuments({ _id: 'shop:nobody' }), 0)
  const { key, ...contact } = await meet()
  const identity = await readIdentity(key)
  await contacts.applyProfile(key, {})
  t.strictSame([await contacts.find(contact._id), await readIdentity(key)], [contact, identity])
})

t.test('identities that share a key become one contact, the elder one, with threads and conversations', async (t) => {
  const [elder, younger] = await meetTwo()
  await store.threads.create({ _id: younger.key, channel: 'shop', sender: younger.key.slice(5), contact: younger._id, fence: 1 })
  const conversation = await startConversation({ thread: younger.key, contact: younger._id })
  await contacts.applyProfile(elder.key, { mergeKeys: [`union-${elder.key}`] })
  t.equal((await contacts.find(elder._id))?.tell, undefined, 'one with a key is nobody else yet')
  await contacts.applyProfile(younger.key, { mergeKeys: [`union-${elder.key}`], name: 'Alice', language: 'zh' })

  t.equal((await readIdentity(younger.key)).contact, elder._id)
  t.equal((await store.threads.findById(younger.key).lean())?.contact, elder._id)
  t.equal((await conversations.get(conversation._id)).contact, elder._id)
  t.equal(await contacts.find(younger._id), undefined)
  t.same((await contacts.view(elder._id))?.identities.map(({ externalId }) => `shop:${externalId}`).sort(), [elder.key, younger.key])
  t.match(await contacts.find(elder._id), { name: 'Alice', alias: false, language: 'zh', tell: String }, 'what the profile says is the merged contact\'s')
})

t.test('the younger one moves also when the key of the elder is known last', async (t) => {
  const [elder, younger] = await meetTwo()
  await contacts.applyProfile(younger.key, { mergeKeys: [`union-${elder.key}`] })
  await contacts.applyProfile(elder.key, { mergeKeys: [`union-${elder.key}`] })
  t.equal((await readIdentity(younger.key)).contact, elder._id)
  t.equal((await readIdentity(elder.key)).contact, elder._id)
})

t.test('three identities in a chain of keys end as one contact', async (t) => {
  const [first, second, third] = [await meet(), await meet(), await meet()]
  await contacts.applyProfile(first.key, { mergeKeys: [`a-${first.key}`] })
  await contacts.applyProfile(third.key, { mergeKeys: [`b-${first.key}`] })
  await contacts.applyProfile(second.key, { mergeKeys: [`a-${first.key}`, `b-${first.key}`] })
  for (const { key } of [first, second, third]) t.equal((await readIdentity(key)).contact, first._id)
})

t.test('an identity that stays with its contact keeps its conversations there', async (t) => {
  const [elder, moving] = await meetTwo()
  const staying = await meet()
  const key = `union-${elder.key}`
  for (const each of [moving, staying]) await contacts.applyProfile(each.key, { mergeKeys: [`old-${key}`] })
  const conversation = await startConversation({ thread: staying.key, contact: moving._id })
  await contacts.applyProfile(elder.key, { mergeKeys: [key] })
  await contacts.applyProfile(moving.key, { mergeKeys: [key] })
  t.equal((await readIdentity(staying.key)).contact, moving._id)
  t.equal((await conversations.get(conversation._id)).contact, moving._id)
  t.ok(await contacts.find(moving._id), 'somebody is still known by it')
})

t.test('a merge that dies at any write is finished when it is run again', async (t) => {
  const writes = 8
  for (let deadly = 0; deadly < writes; deadly++) {
    const [elder, younger] = await meetTwo()
    await store.threads.create({ _id: younger.key, channel: 'shop', sender: younger.key.slice(5), contact: younger._id, fence: 1 })
    const conversation = await startConversation({ thread: younger.key, contact: younger._id })
    const profile = { mergeKeys: [`union-${elder.key}`], name: 'Alice' }
    await contacts.applyProfile(elder.key, { mergeKeys: profile.mergeKeys })
    await new Contacts({ store: dieAt(store, deadly), clock }).applyProfile(younger.key, profile).catch(() => {})
    await contacts.applyProfile(younger.key, profile)

    t.equal((await readIdentity(younger.key)).contact, elder._id, `died before write ${deadly}`)
    t.equal((await store.threads.findById(younger.key).lean())?.contact, elder._id)
    t.equal((await conversations.get(conversation._id)).contact, elder._id)
    t.match(await contacts.find(elder._id), { name: 'Alice', tell: String })
  }
})

t.test('two processes that merge the same customers at once agree', async (t) => {
  const other = (await openOther()).contacts
  const [elder, younger] = await meetTwo()
  const mergeKeys = [`union-${elder.key}`]
  await Promise.all([contacts.applyProfile(elder.key, { mergeKeys }), other.applyProfile(younger.key, { mergeKeys })])
  t.equal((await readIdentity(elder.key)).contact, elder._id)
  t.equal((await readIdentity(younger.key)).contact, elder._id)
})

t.test('the list holds every contact once, newest first, over contacts of the same moment', async (t) => {
  const own = await openDesk(t)
  const expected: string[] = []
  for (let index = 0; index < 12; index++) {
    const { _id } = await own.contacts.ensure(toSender(), 'm', new Date(START_MS + Math.floor(index / 5)))
    expected.push(_id)
  }
  const pages = await readAll(async (cursor) => await own.contacts.list({ limit: 5, ...(cursor !== undefined && { cursor }) }))
  t.same(pages.map((page) => page.length), [5, 5, 2])
  t.same(pages.flat().map(({ id }) => id), expected.reverse())
  t.ok(pages.flat().every(({ identities }) => identities.length === 1))
})

/** A store whose process dies before one of its writes. */
function dieAt (of: Store, deadly: number): Store {
  let count = 0
  const die = (model: object) => new Proxy(model, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target)
      if (typeof value !== 'function') return value
      if (!['updateOne', 'updateMany', 'findOneAndUpdate', 'deleteOne'].includes(String(name))) return value.bind(target)
      return (...args: unknown[]) => {
        if (count++ === deadly) throw new Error('killed')
        return value.apply(target, args)
      }
    }
  })
  return { ...of, contacts: die(of.contacts), identities: die(of.identities), threads: die(of.threads), conversations: die(of.conversations) } as Store
}
