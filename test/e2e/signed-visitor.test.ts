import { createHmac } from 'node:crypto'
import t, { type Test } from 'tap'
import channelWeb from '@kefuhub/channel-web'
import { checkOptions } from '@kefuhub/contract/testing'
import { createTestHub } from '../../core/test/support/hub.js'

const SECRET = 'a secret of the shop'
const ORIGIN = 'https://shop.test'

function signUser (id: string, claims: object): string {
  const text = `${id}:${Math.floor(Date.now() / 1000) + 600}:${Buffer.from(JSON.stringify(claims)).toString('base64url')}`
  return `${text}:${createHmac('sha256', SECRET).update(text).digest('hex')}`
}

async function openSite (t: Test) {
  const hub = await createTestHub(t, {
    plugins: [{ id: 'site', module: channelWeb as never, options: checkOptions('channel-web', channelWeb.options, { origins: [ORIGIN], userSecret: SECRET }) }]
  })
  hub.start()
  const post = async (path: string, payload: object, cookie?: string) => {
    const response = await hub.app.inject({ method: 'POST', url: `/web/site/${path}`, headers: { origin: ORIGIN, ...(cookie !== undefined && { cookie }) }, payload })
    t.ok(response.statusCode < 300, response.body)
    return response
  }
  /** Opens a visit. @returns its cookie */
  const open = async (payload: object, before?: string): Promise<string> => {
    const [cookie = ''] = String((await post('session', payload, before)).headers['set-cookie']).split(';')
    return cookie
  }
  return { hub, post, open }
}

t.test('what a site signs of its user is the contact\'s with the first message, and what it says later too', async (t) => {
  const { hub, post, open } = await openSite(t)
  const contactWith = async (phone: string) => {
    for (;;) {
      const [contact] = await hub.desk.contacts.findBy({ phone })
      if (contact !== undefined) return contact
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  const cookie = await open({ user: signUser('42', { phone: '13800138000', email: 'wang@example.com' }) })
  t.equal(await hub.store.contacts.countDocuments({}), 0, 'who only looks is no contact')
  await post('calls', { kind: 'send', clientId: 'client-0001', content: { type: 'text', text: '在吗' } }, cookie)
  const contact = await contactWith('+8613800138000')
  t.match(contact, { phones: ['+8613800138000'], emails: ['wang@example.com'] })
  await open({ user: signUser('42', { phone: '13900139000' }) })
  t.match(await contactWith('+8613900139000'), { _id: contact._id, phones: ['+8613800138000', '+8613900139000'] })
})

t.test('what somebody wrote before they signed in is the user\'s, also when the user is new', async (t) => {
  const { hub, post, open } = await openSite(t)
  const anonymous = await open({})
  await post('calls', { kind: 'send', clientId: 'client-0001', content: { type: 'text', text: '在吗' } }, anonymous)
  while (await hub.store.contacts.countDocuments({}) < 1) await new Promise((resolve) => setImmediate(resolve))
  const user = await open({ user: signUser('42', {}) }, anonymous)
  await post('calls', { kind: 'send', clientId: 'client-0002', content: { type: 'text', text: '我登录了' } }, user)
  const contactsOf = async () => new Set((await hub.store.identities.find({}).lean()).map(({ contact }) => contact))
  while (await hub.store.identities.countDocuments({}) < 2 || (await contactsOf()).size > 1) await new Promise((resolve) => setImmediate(resolve))
  t.equal((await contactsOf()).size, 1)
})
