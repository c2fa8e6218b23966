import t from 'tap'
import { appId, openid, startStand, type Stand } from './stand.js'

const path = '/cgi-bin/message/template/send'
const templates = { T1: ['thing1'] }
const body = (change: object = {}) => ({ touser: openid, template_id: 'T1', data: { thing1: { value: '已发货' } }, ...change })

/** Waits for the next callback. */
async function nextCallback ({ hub }: Stand): Promise<string> {
  return await new Promise((resolve) => {
    hub.answer = (index) => {
      resolve(hub.requests[index]!.body)
      return { body: 'success' }
    }
  })
}

t.test('reaches followers without a window and reports the job to the callback', async (t) => {
  const stand = await startStand(t, { templates })
  stand.platform.customer(appId, openid)
  const callback = nextCallback(stand)
  const { errcode, msgid } = await stand.post(path, body())
  t.equal(errcode, 0)
  t.match(await callback, `<Event><![CDATA[TEMPLATESENDJOBFINISH]]></Event><MsgID>${String(msgid)}</MsgID><Status><![CDATA[success]]></Status></xml>`)
  t.match(stand.platform.received(openid), [{ msgtype: 'template', via: 'template', body: body() }])
})

t.test('sends once for one client_msg_id within ten minutes', async (t) => {
  const stand = await startStand(t, { templates })
  stand.platform.customer(appId, openid)
  const first = await stand.post(path, body({ client_msg_id: 'order-1' }))
  t.equal((await stand.post(path, body({ client_msg_id: 'order-1' }))).msgid, first.msgid)
  t.equal(stand.platform.received(openid).length, 1)
  t.not((await stand.post(path, body({ client_msg_id: 'order-2' }))).msgid, first.msgid)
  stand.clock.nowMs += 600_000
  t.not((await stand.post(path, body({ client_msg_id: 'order-1' }))).msgid, first.msgid)
  t.equal(stand.platform.received(openid).length, 3)
})

t.test('refuses unknown templates, missing fields, strangers and those who unfollowed', async (t) => {
  const stand = await startStand(t, { templates })
  t.equal((await stand.post(path, body())).errcode, 40003)
  const customer = stand.platform.customer(appId, openid)
  t.equal((await stand.post(path, body({ template_id: 'T2' }))).errcode, 40037)
  t.equal((await stand.post(path, body({ template_id: 'constructor' }))).errcode, 40037)
  t.equal((await stand.post(path, body({ template_id: undefined }))).errcode, 40037)
  t.match(await stand.post(path, body({ data: { thing2: { value: 'x' } } })), { errcode: 47003, errmsg: /data\.thing1\.value/ })
  t.equal((await stand.post(path, body({ data: undefined }))).errcode, 47003)
  await customer.unfollow()
  t.equal((await stand.post(path, body())).errcode, 43004)
  t.same(stand.platform.received(), [])
})

t.test('an account without templates or callback address works too', async (t) => {
  const stand = await startStand(t)
  stand.platform.customer(appId, openid)
  t.equal((await stand.post(path, body())).errcode, 40037)
  const silent = await startStand(t, { templates })
  silent.platform.account(appId).callbackUrl = undefined
  silent.platform.customer(appId, openid)
  t.equal((await silent.post(path, body())).errcode, 0)
})

t.test('a job report under way does not keep the platform from closing', async (t) => {
  const stand = await startStand(t, { templates })
  stand.platform.customer(appId, openid)
  const arrived = new Promise<void>((resolve) => { stand.hub.answer = () => resolve() as undefined })
  await stand.post(path, body())
  await arrived
  await stand.platform.close()
  t.equal(stand.hub.requests.length, 1)
})
