import t from 'tap'
import * as message from '../../../src/testing/wechat/message.js'
import { writeXml, type XmlFields } from '../../../src/testing/wechat/xml.js'
import vectors from './fixtures/vectors.json' with { type: 'json' }

const head = { ToUserName: vectors.config.gh_id, FromUserName: vectors.config.openid, CreateTime: 1_767_225_600 }

const cases: Record<string, XmlFields> = {
  text: message.textMessage('25012345678901234', '你好'),
  'text from a menu-message click': message.textMessage(25012345678901235n, '满意', '101'),
  '"]]>" inside the text, written as two CDATA sections': message.textMessage('25012345678901243', 'a]]>b'),
  image: message.imageMessage('25012345678901260', 'http://mmbiz.qpic.cn/mmbiz_jpg/x/0', 'MEDIA_img'),
  'voice with empty Recognition': message.voiceMessage('25012345678901261', 'MEDIA_voice'),
  video: message.videoMessage('25012345678901262', 'MEDIA_video', 'MEDIA_thumb'),
  location: message.locationMessage('25012345678901263', { latitude: 23.134521, longitude: 113.358803, scale: 20, label: '广州市天河区' }),
  link: message.linkMessage('25012345678901264', { title: '公众平台官网', description: '链接', url: 'https://example.com/?a=1&b=2' }),
  'subscribe from a scene QR code': message.eventMessage('subscribe', { EventKey: 'qrscene_shop-42', Ticket: 'TICKET' }),
  unsubscribe: message.eventMessage('unsubscribe', { EventKey: '' }),
  SCAN: message.eventMessage('SCAN', { EventKey: 'shop-42', Ticket: 'TICKET' }),
  CLICK: message.eventMessage('CLICK', { EventKey: 'KF_ONLINE' }),
  VIEW: message.eventMessage('VIEW', { EventKey: 'https://example.com/', MenuId: 1_075_000_001 }),
  scancode_waitmsg: message.eventMessage('scancode_waitmsg', { EventKey: 'scan', ScanCodeInfo: { ScanType: 'qrcode', ScanResult: '2' } })
}

t.test('builds each message byte for byte like the known answers', async (t) => {
  for (const [name, fields] of Object.entries(cases)) {
    t.equal(writeXml({ ...head, ...fields }), vectors.xml.find((vector) => vector.name === name)?.xml, name)
  }
})

t.test('leaves the id out when it is null, and writes one that is no number as text', async (t) => {
  t.equal(writeXml(message.unknownMessage(null, 'hologram')), '<xml><MsgType><![CDATA[hologram]]></MsgType></xml>')
  t.match(writeXml(message.unknownMessage('abc', 'hologram')), '<MsgId><![CDATA[abc]]></MsgId>')
})

t.test('builds a short video, a file and a mini-program page with all their elements', async (t) => {
  t.match(message.videoMessage(1n, 'M', 'T', 'shortvideo'), { MsgType: 'shortvideo', MediaId: 'M', ThumbMediaId: 'T', MsgId: 1n })
  t.match(message.fileMessage(1n, { name: 'a.pdf', bytes: 7 }), { MsgType: 'file', Title: 'a.pdf', FileKey: /^[0-9a-f]{64}$/, FileMd5: /^[0-9a-f]{32}$/, FileTotalLen: 7 })
  t.match(message.miniProgramMessage(1n, { title: 'T', appId: 'wx1', pagePath: 'p', thumbUrl: 'http://x/', thumbMediaId: 'M' }),
    { MsgType: 'miniprogrampage', Title: 'T', AppId: 'wx1', PagePath: 'p', ThumbUrl: 'http://x/', ThumbMediaId: 'M' })
})
