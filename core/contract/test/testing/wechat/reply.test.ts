import t from 'tap'
import { samplePicture, sampleVideo, sampleVoice } from '../../../src/testing/wechat/index.js'
import { encryptMessage, signValues } from '../../../src/testing/wechat/crypto.js'
import { writeXml, type XmlFields } from '../../../src/testing/wechat/xml.js'
import vectors from './fixtures/vectors.json' with { type: 'json' }
import { accountOptions, appId, openid, startStand, type Stand } from './stand.js'

const head = { ToUserName: openid, FromUserName: accountOptions.ghId, CreateTime: 1_767_225_600 }
const text = { ...head, MsgType: 'text', Content: '您好' }

async function reply ({ platform, hub }: Stand, body: string) {
  hub.answer = () => ({ body })
  return await platform.customer(appId, openid).sendText('1')
}

function seal (xml: string, change: { appId?: string, signature?: string, key?: string } = {}): string {
  const encrypted = encryptMessage(xml, change.appId ?? appId, change.key ?? accountOptions.encodingAESKey)
  const signature = change.signature ?? signValues(accountOptions.token, '1', '2', encrypted)
  return writeXml({ Encrypt: encrypted, MsgSignature: signature, TimeStamp: 1, Nonce: '2' })
}

t.test('opens the encrypted replies of the known answers', async (t) => {
  const stand = await startStand(t, { mode: 'security' })
  for (const { name, envelope, fields } of vectors.passive_reply.filter(({ name }) => name !== 'image')) {
    const result = await reply(stand, envelope)
    t.match(result, { deliveries: 1, accepted: true }, name)
    t.same(result.passiveReply, fields, name)
  }
})

t.test('shows the customer a passive reply without using an answer up, but not a hand-over', async (t) => {
  const stand = await startStand(t)
  await reply(stand, writeXml(text))
  await reply(stand, writeXml({ ...head, MsgType: 'transfer_customer_service' }))
  t.match(stand.platform.received(openid), [{ msgtype: 'text', via: 'passive', body: { Content: '您好' } }])
  t.equal(stand.platform.received(openid).length, 1)
  t.equal(stand.platform.customer(appId, openid).answersLeft, 5)
})

t.test('a reply to somebody who has just unfollowed reaches nobody', async (t) => {
  const stand = await startStand(t)
  stand.hub.answer = () => ({ body: writeXml(text) })
  t.match(await stand.platform.customer(appId, openid).unfollow(), { accepted: true })
  t.same(stand.platform.received(), [])
})

t.test('accepts every type of reply that is complete', async (t) => {
  const stand = await startStand(t)
  const { media_id: image } = await stand.upload('image', samplePicture, 'a.jpg')
  const { media_id: voice } = await stand.upload('voice', sampleVoice, 'a.amr')
  const { media_id: video } = await stand.upload('video', sampleVideo, 'a.mp4')
  const { thumb_media_id: thumb } = await stand.upload('thumb', samplePicture, 'a.jpg')
  const item = { Title: 't', Description: 'd', PicUrl: 'http://p/', Url: 'http://u/' }
  const replies: XmlFields[] = [
    { MsgType: 'image', Image: { MediaId: String(image) } }, { MsgType: 'voice', Voice: { MediaId: String(voice) } },
    { MsgType: 'video', Video: { MediaId: String(video), Title: 't' } }, { MsgType: 'music', Music: { MusicUrl: 'http://m/', ThumbMediaId: String(thumb) } },
    { MsgType: 'news', ArticleCount: 1, Articles: { item } }, { MsgType: 'transfer_customer_service', TransInfo: { KfAccount: 'a@b' } }
  ]
  for (const fields of replies) t.match(await reply(stand, writeXml({ ...head, ...fields })), { deliveries: 1, accepted: true }, String(fields.MsgType))
})

t.test('does not accept replies that are incomplete or for somebody else, and says why', async (t) => {
  const stand = await startStand(t)
  const { media_id: image } = await stand.upload('image', samplePicture, 'a.jpg')
  const item = { Title: 't' }
  const cases: Array<[XmlFields, RegExp]> = [
    [{ ...text, ToUserName: 'oOther' }, /ToUserName is 'oOther'/], [{ ...text, FromUserName: appId }, /FromUserName/], [{ ...text, CreateTime: 'now' }, /CreateTime/],
    [{ ...text, ToUserName: [openid, openid] }, /ToUserName must be there once/], [{ ...text, MsgType: null }, /MsgType must be there/],
    [{ ...text, Content: '' }, /Content is empty/], [{ ...text, Content: null }, /Content is empty/], [{ ...text, Content: '中'.repeat(683) }, /longer than 2048 bytes/],
    [{ ...head, MsgType: 'image', Image: { MediaId: 'made-up' } }, /Image\/MediaId names no image/], [{ ...head, MsgType: 'image', MediaId: String(image) }, /Image\/MediaId/],
    [{ ...head, MsgType: 'voice', Voice: { MediaId: String(image) } }, /names no voice/], [{ ...head, MsgType: 'video' }, /names no video/], [{ ...head, MsgType: 'music' }, /names no thumb/],
    [{ ...head, MsgType: 'news', ArticleCount: 2, Articles: { item: [item, item] } }, /holds 2 items/], [{ ...head, MsgType: 'news', ArticleCount: 0 }, /holds 0 items/],
    [{ ...head, MsgType: 'news', ArticleCount: 2, Articles: { item } }, /ArticleCount/], [{ ...head, MsgType: 'transfer_customer_service', TransInfo: { KfAccount: '' } }, /TransInfo/],
    [{ ...head, MsgType: 'hologram' }, /MsgType 'hologram'/]
  ]
  for (const [fields, problem] of cases) t.match(await reply(stand, writeXml(fields)), { deliveries: 4, accepted: false, problem }, String(problem))
  t.same(stand.platform.received(), [])
})

t.test('does not accept an envelope that is not right', async (t) => {
  const stand = await startStand(t, { mode: 'security' })
  const xml = writeXml(text)
  const cases: Array<[string, string]> = [
    [xml, 'security mode wants an encrypted answer'], [seal(xml, { signature: '0'.repeat(40) }), 'MsgSignature is wrong'], [seal(xml, { appId: 'wx0' }), "the encrypted answer is for 'wx0'"],
    [seal(xml, { key: vectors.config.keys.K2.encoding_aes_key }), 'Encrypt cannot be decrypted'], [seal('not xml'), 'the decrypted answer is not well-formed XML'],
    [writeXml({ Encrypt: 'x' }), 'the envelope wants Encrypt, MsgSignature, TimeStamp and Nonce'], [seal(writeXml({ ...text, ToUserName: 'oOther' })), "ToUserName is 'oOther' and not the customer"]
  ]
  for (const [body, problem] of cases) t.match(await reply(stand, body), { accepted: false, problem }, problem)
  t.match(await reply(stand, seal(xml)), { accepted: true, passiveReply: { Content: '您好' } })
})

t.test('plain mode wants clear text, compatible mode takes both', async (t) => {
  const plain = await startStand(t)
  t.match(await reply(plain, seal(writeXml(text))), { accepted: false, problem: 'plain mode wants an answer in clear text' })
  const compatible = await startStand(t, { mode: 'compatible' })
  t.match(await reply(compatible, seal(writeXml(text))), { accepted: true })
  t.match(await reply(compatible, writeXml(text)), { accepted: true })
})
