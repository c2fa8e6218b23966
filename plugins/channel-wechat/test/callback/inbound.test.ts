import { checkInbound, type Content, type InboundMessage, type MediaRef } from '@kefuhub/contract'
import t from 'tap'
import { Callback } from '../../src/callback/callback.js'
import { toInbound } from '../../src/callback/inbound.js'
import type { Options } from '../../src/options.js'
import { readXml } from '../../src/callback/read-xml.js'
import { sign } from '../../src/callback/signature.js'
import { NOW_MS, OPENID, OPTIONS } from '../stand.js'
import { vectors } from '../vectors.js'

const HEAD = `<ToUserName>gh_0123456789ab</ToUserName><FromUserName>${OPENID}</FromUserName><CreateTime>1767225600</CreateTime>`

/** A message as the plugin makes it of elements, checked as the hub checks it. */
function inbound (elements: string): InboundMessage {
  const xml = elements.startsWith('<xml>') ? elements : `<xml>${HEAD}${elements}</xml>`
  const message = toInbound({ fields: readXml(xml), xml })
  checkInbound(message)
  return message
}

const media = (id: string): MediaRef => ({ state: 'remote', remote: `media:${id}` })

const MESSAGES: Array<[string, string, Content]> = [
  ['text', '<MsgType>text</MsgType><Content> 007 </Content>', { type: 'text', text: ' 007 ' }],
  ['empty text', '<MsgType>text</MsgType><Content></Content>', { type: 'text', text: '' }],
  ['image', '<MsgType>image</MsgType><PicUrl>http://mmbiz.qpic.cn/x/0</PicUrl><MediaId>M1</MediaId>', { type: 'image', media: media('M1') }],
  ['image without an id', '<MsgType>image</MsgType><PicUrl>http://mmbiz.qpic.cn/x/0</PicUrl>', { type: 'image', media: { state: 'remote', remote: 'url:http://mmbiz.qpic.cn/x/0' } }],
  ['voice', '<MsgType>voice</MsgType><MediaId>M2</MediaId><Format>amr</Format><Recognition>你好</Recognition>', { type: 'voice', media: { ...media('M2'), mimeType: 'audio/amr' }, transcript: '你好' }],
  ['voice without speech recognition', '<MsgType>voice</MsgType><MediaId>M2</MediaId><Format>speex</Format><Recognition></Recognition>', { type: 'voice', media: { ...media('M2'), mimeType: 'audio/speex' } }],
  ['voice without a format', '<MsgType>voice</MsgType><MediaId>M2</MediaId>', { type: 'voice', media: media('M2') }],
  ['video', '<MsgType>video</MsgType><MediaId>M3</MediaId><ThumbMediaId>T3</ThumbMediaId>', { type: 'video', media: media('M3'), thumbnail: media('T3') }],
  ['shortvideo', '<MsgType>shortvideo</MsgType><MediaId>M3</MediaId>', { type: 'video', media: media('M3') }],
  ['location', '<MsgType>location</MsgType><Location_X>23.1</Location_X><Location_Y>113.3</Location_Y><Scale>20</Scale><Label>广州</Label>', { type: 'location', latitude: 23.1, longitude: 113.3, label: '广州', scale: 20 }],
  ['location without extras', '<MsgType>location</MsgType><Location_X>-90</Location_X><Location_Y>180</Location_Y>', { type: 'location', latitude: -90, longitude: 180 }],
  ['link', '<MsgType>link</MsgType><Title>T</Title><Description>D</Description><Url>https://example.com/?a=1</Url>', { type: 'link', url: 'https://example.com/?a=1', title: 'T', description: 'D' }],
  ['link without words', '<MsgType>link</MsgType><Url>https://example.com/</Url>', { type: 'link', url: 'https://example.com/', title: '' }],
  ['miniprogrampage', '<MsgType>miniprogrampage</MsgType><Title>T</Title><AppId>wx1</AppId><PagePath>pages/a?id=1</PagePath><ThumbUrl>http://mmbiz.qpic.cn/t</ThumbUrl><ThumbMediaId>T4</ThumbMediaId>', { type: 'card', kind: 'miniprogram', title: 'T', image: media('T4'), data: { appId: 'wx1', pagePath: 'pages/a?id=1' } }],
  ['miniprogrampage with little', '<MsgType>miniprogrampage</MsgType><ThumbUrl>http://mmbiz.qpic.cn/t</ThumbUrl>', { type: 'card', kind: 'miniprogram', title: '', image: { state: 'remote', remote: 'url:http://mmbiz.qpic.cn/t' }, data: {} }],
  ['file', '<MsgType>file</MsgType><Title>订单.pdf</Title><FileTotalLen>1024</FileTotalLen>', { type: 'file', name: '订单.pdf', bytes: 1024 }],
  ['file of unclear size', '<MsgType>file</MsgType><FileTotalLen>-1.5</FileTotalLen>', { type: 'file', name: '' }],
  ['unknown type', '<MsgType>hologram</MsgType><Content>wave</Content>', { type: 'unsupported', platformType: 'hologram', text: 'wave' }],
  ['inherited type', '<MsgType>constructor</MsgType>', { type: 'unsupported', platformType: 'constructor' }],
  ['text without text', '<MsgType>text</MsgType>', { type: 'unsupported', platformType: 'text' }],
  ['text given twice', '<MsgType>text</MsgType><Content>a</Content><Content>b</Content>', { type: 'unsupported', platformType: 'text' }],
  ['image without a file', '<MsgType>image</MsgType><MediaId> </MediaId>', { type: 'unsupported', platformType: 'image' }],
  ['voice without a file', '<MsgType>voice</MsgType>', { type: 'unsupported', platformType: 'voice' }],
  ['video without a file', '<MsgType>video</MsgType>', { type: 'unsupported', platformType: 'video' }],
  ['video with an endless id', `<MsgType>video</MsgType><MediaId>${'M'.repeat(2048)}</MediaId>`, { type: 'unsupported', platformType: 'video' }],
  ['location off the globe', '<MsgType>location</MsgType><Location_X>91</Location_X><Location_Y>1</Location_Y><Label>there</Label>', { type: 'unsupported', platformType: 'location', text: 'there' }],
  ['location without numbers', '<MsgType>location</MsgType><Location_X>NaN</Location_X><Location_Y>1</Location_Y>', { type: 'unsupported', platformType: 'location' }],
  ['link without an address', '<MsgType>link</MsgType><Title>T</Title>', { type: 'unsupported', platformType: 'link', text: 'T' }],
  ['link with an endless address', `<MsgType>link</MsgType><Url>https://e/${'a'.repeat(4096)}</Url>`, { type: 'unsupported', platformType: 'link' }]
]

t.test('turns every message type into content', async (t) => {
  for (const [name, elements, content] of MESSAGES) {
    const message = inbound(`${elements}<MsgId>25012345678901234</MsgId>`)
    t.strictSame(message.content, content, name)
    t.match(message, { sender: { id: OPENID }, trigger: 'message', sentAt: new Date('2026-01-01T00:00:00Z') }, name)
    t.equal(message.eventKey, `msg:${OPENID}:1767225600:25012345678901234`, name)
  }
})

const EVENTS: Array<[event: string, elements: string, content: Omit<Extract<Content, { type: 'event' }>, 'type' | 'data'>, data: Record<string, string>, trigger?: string]> = [
  ['subscribe', '<EventKey></EventKey>', { name: 'follow' }, {}, 'follow'],
  ['subscribe', '<EventKey>qrscene_shop-42</EventKey><Ticket>T</Ticket>', { name: 'follow', key: 'shop-42' }, { Ticket: 'T' }, 'follow'],
  ['unsubscribe', '<EventKey></EventKey>', { name: 'unfollow' }, {}],
  ['SCAN', '<EventKey>qrscene_x</EventKey><Ticket>T</Ticket>', { name: 'scan', key: 'qrscene_x' }, { Ticket: 'T' }, 'scan'],
  ['LOCATION', '<Latitude>23.1</Latitude><Longitude>113.3</Longitude><Precision>119.3</Precision>', { name: 'location' }, { Latitude: '23.1', Longitude: '113.3', Precision: '119.3' }],
  ['CLICK', '<EventKey>KF_ONLINE</EventKey>', { name: 'menu', key: 'KF_ONLINE' }, {}, 'menu'],
  ['VIEW', '<EventKey>https://example.com/</EventKey><MenuId>1</MenuId>', { name: 'view', key: 'https://example.com/' }, { MenuId: '1' }],
  ['view_miniprogram', '<EventKey>pages/a</EventKey><MenuId>1</MenuId>', { name: 'view', key: 'pages/a' }, { MenuId: '1' }],
  ['scancode_push', '<EventKey>k</EventKey><ScanCodeInfo><ScanType>qrcode</ScanType><ScanResult>2</ScanResult></ScanCodeInfo>', { name: 'menu', key: 'k' }, { ScanCodeInfo_ScanType: 'qrcode', ScanCodeInfo_ScanResult: '2' }, 'menu'],
  ['scancode_waitmsg', '<EventKey>k</EventKey><ScanCodeInfo><ScanType>qrcode</ScanType><ScanResult>2</ScanResult></ScanCodeInfo>', { name: 'menu', key: 'k' }, { ScanCodeInfo_ScanType: 'qrcode', ScanCodeInfo_ScanResult: '2' }, 'menu'],
  ['pic_sysphoto', '<EventKey>k</EventKey><SendPicsInfo><Count>2</Count><PicList><item><PicMd5Sum>a</PicMd5Sum></item><item><PicMd5Sum>b</PicMd5Sum></item></PicList></SendPicsInfo>', { name: 'menu', key: 'k' },
    { SendPicsInfo_Count: '2', SendPicsInfo_PicList_item_1_PicMd5Sum: 'a', SendPicsInfo_PicList_item_2_PicMd5Sum: 'b' }],
  ['pic_photo_or_album', '<EventKey>k</EventKey>', { name: 'menu', key: 'k' }, {}],
  ['pic_weixin', '<EventKey>k</EventKey>', { name: 'menu', key: 'k' }, {}],
  ['location_select', '<EventKey>6</EventKey><SendLocationInfo><Location_X>23</Location_X><Label>天河</Label><Poiname></Poiname></SendLocationInfo>', { name: 'menu', key: '6' }, { SendLocationInfo_Location_X: '23', SendLocationInfo_Label: '天河' }],
  ['TEMPLATESENDJOBFINISH', '<MsgID>200163836</MsgID><Status>failed:user block</Status>', { name: 'delivery' }, { MsgID: '200163836', Status: 'failed:user block' }],
  ['MASSSENDJOBFINISH', '<MsgID>1</MsgID><Status>send success</Status><TotalCount>2</TotalCount>', { name: 'broadcast' }, { MsgID: '1', Status: 'send success', TotalCount: '2' }],
  ['PUBLISHJOBFINISH', '<PublishEventInfo><publish_id>9</publish_id><publish_status>0</publish_status></PublishEventInfo>', { name: 'publish' }, { PublishEventInfo_publish_id: '9', PublishEventInfo_publish_status: '0' }],
  ['kf_create_session', '<KfAccount>a@b</KfAccount>', { name: 'console-session' }, { KfAccount: 'a@b' }],
  ['kf_close_session', '<KfAccount>a@b</KfAccount><CloseType>1</CloseType>', { name: 'console-session' }, { KfAccount: 'a@b', CloseType: '1' }],
  ['kf_switch_session', '<FromKfAccount>a@b</FromKfAccount><ToKfAccount>c@b</ToKfAccount>', { name: 'console-session' }, { FromKfAccount: 'a@b', ToKfAccount: 'c@b' }],
  ['subscribe_msg_popup_event', '<SubscribeMsgPopupEvent><List><TemplateId>t</TemplateId><SubscribeStatusString>accept</SubscribeStatusString></List></SubscribeMsgPopupEvent>', { name: 'subscription' },
    { SubscribeMsgPopupEvent_List_TemplateId: 't', SubscribeMsgPopupEvent_List_SubscribeStatusString: 'accept' }],
  ['subscribe_msg_change_event', '', { name: 'subscription' }, {}],
  ['subscribe_msg_sent_event', '<SubscribeMsgSentEvent><List><MsgID>7</MsgID><ErrorCode>0</ErrorCode></List></SubscribeMsgSentEvent>', { name: 'delivery' }, { SubscribeMsgSentEvent_List_MsgID: '7', SubscribeMsgSentEvent_List_ErrorCode: '0' }],
  ['qualification_verify_fail', '<FailReason>r</FailReason>', { name: 'account' }, { FailReason: 'r' }],
  ['naming_verify_success', '', { name: 'account' }, {}],
  ['verify_expired', '<ExpiredTime>1</ExpiredTime>', { name: 'account' }, { ExpiredTime: '1' }],
  ['annual_renew', '', { name: 'account' }, {}],
  ['card_pass_check', '<CardId>c</CardId>', { name: 'other' }, { CardId: 'c' }],
  ['toString', '', { name: 'other' }, {}]
]

t.test('turns every event into an event of the hub', async (t) => {
  for (const [event, elements, content, data, trigger] of EVENTS) {
    const message = inbound(`<MsgType>event</MsgType><Event>${event}</Event>${elements}`)
    t.strictSame(message.content, { type: 'event', ...content, data: { Event: event, ...data } }, event)
    t.equal(message.trigger, trigger, `${event}: trigger`)
    t.equal(message.sender.id, OPENID, event)
  }
})

t.test('takes the customer of a privacy event from its own field', async (t) => {
  for (const event of ['user_info_modified', 'user_authorization_revoke', 'user_authorization_cancellation']) {
    const message = inbound(`<MsgType>event</MsgType><Event>${event}</Event><OpenID>oCustomer</OpenID><RevokeInfo>1</RevokeInfo>`)
    t.match(message, { sender: { id: 'oCustomer' }, content: { name: 'privacy', data: { RevokeInfo: '1' } } }, event)
  }
  t.equal(inbound('<MsgType>event</MsgType><Event>user_info_modified</Event>').sender.id, OPENID, 'without the field the sender is meant')
})

t.test('makes an event without a name an event nobody knows', async (t) => {
  t.match(inbound('<MsgType>event</MsgType>'), { content: { type: 'event', name: 'other' }, eventKey: `event:gh_0123456789ab:${OPENID}:1767225600::` })
})

t.test('counts the tap on an item of a menu message as a menu tap', async (t) => {
  const message = inbound('<MsgType>text</MsgType><Content>满意</Content><MsgId>1</MsgId><bizmsgmenuid>101</bizmsgmenuid>')
  t.match(message, { trigger: 'menu', content: { type: 'text', text: '满意' }, raw: { bizmsgmenuid: '101' } })
})

t.test('gives every message one key and different messages different ones', async (t) => {
  const keyOf = (elements: string): string => inbound(elements).eventKey
  const text = '<MsgType>text</MsgType><Content>a</Content>'
  t.not(keyOf(`${text}<MsgId>1</MsgId>`), keyOf(`${text}<MsgId>2</MsgId>`), 'ids')
  t.equal(keyOf(text), keyOf(text), 'a repeat without an id')
  t.not(keyOf(text), keyOf('<MsgType>text</MsgType><Content>b</Content>'), 'texts without an id')
  const event = (name: string, rest: string): string => keyOf(`<MsgType>event</MsgType><Event>${name}</Event>${rest}`)
  t.equal(event('CLICK', '<EventKey>MENU_2</EventKey>'), `event:gh_0123456789ab:${OPENID}:1767225600:CLICK:MENU_2`)
  t.not(event('CLICK', '<EventKey>a</EventKey>'), event('CLICK', '<EventKey>b</EventKey>'), 'two taps in one second')
  t.equal(event('TEMPLATESENDJOBFINISH', '<MsgID>200163836</MsgID>'), 'job:TEMPLATESENDJOBFINISH:200163836')
  t.equal(event('MASSSENDJOBFINISH', '<MsgID>5</MsgID>'), 'job:MASSSENDJOBFINISH:5')
  t.equal(event('PUBLISHJOBFINISH', '<PublishEventInfo><publish_id>9</publish_id></PublishEventInfo>'), 'job:PUBLISHJOBFINISH:9')
  t.equal(event('subscribe_msg_sent_event', '<SubscribeMsgSentEvent><List><MsgID>7</MsgID></List></SubscribeMsgSentEvent>'), 'job:subscribe_msg_sent_event:7')
  for (const [name, rest] of [['PUBLISHJOBFINISH', ''], ['TEMPLATESENDJOBFINISH', ''], ['subscribe_msg_sent_event', '<SubscribeMsgSentEvent><List>x</List></SubscribeMsgSentEvent>']] as const) {
    t.equal(event(name, rest), `event:gh_0123456789ab:${OPENID}:1767225600:${name}:`, `${name} without an id`)
  }
  const long = 'https://example.com/'.padEnd(900, 'x')
  const keys = [event('VIEW', `<EventKey>${long}1</EventKey>`), event('VIEW', `<EventKey>${long}2</EventKey>`)]
  t.ok(keys.every((key) => key.length <= 512), 'long ones are shortened')
  t.not(keys[0], keys[1], 'and stay different')
})

t.test('reads every message of the vectors', async (t) => {
  const callback = new Callback({ ...OPTIONS, mode: 'plain', maxAgeMs: 1000 } as Options)
  for (const [index, { name, xml, either, dedupe_key: key }] of vectors.wechat.xml.accept.entries()) {
    if (either !== undefined) continue
    const [timestamp, nonce] = [String(NOW_MS / 1000), String(index)]
    const query = { timestamp, nonce, signature: sign(OPTIONS.token, timestamp, nonce) }
    const message = toInbound(callback.openMessage(query, Buffer.from(xml), NOW_MS))
    checkInbound(message)
    t.not(message.content.type, 'unsupported', name)
    // The bare id of a message repeats across customers, so sender and time stand before it.
    if (key !== undefined) t.ok(message.eventKey.endsWith(key.replace('msgid', '')), `${name}: ${message.eventKey}`)
  }
})

t.test('cuts what is longer than the hub keeps, never within a character', async (t) => {
  const text = (length: number): string => '😀'.repeat(length / 2)
  const long = inbound(`<MsgType>text</MsgType><Content>x${text(70_000)}</Content><MsgId>1</MsgId>`)
  t.match(long.content, { type: 'text', text: `x${text(65_534)}` })
  t.match(long.raw, { MsgType: 'text', omittedBytes: Number }, 'the original is too long to be kept')
  const middle = inbound(`<MsgType>text</MsgType><Content>${text(12_000)}</Content><MsgId>1</MsgId>`)
  t.match(middle.raw, { Content: text(12_000) }, 'the original is kept as long as it fits')
  t.match(inbound(`<MsgType>link</MsgType><Url>http://e</Url><Title>${text(600)}</Title><Description>${text(3000)}</Description>`).content, { title: text(512), description: text(2048) })
  const many = inbound(`<MsgType>event</MsgType><Event>x</Event>${Array.from({ length: 100 }, (_, index) => `<N${index}>${'v'.repeat(5000)}</N${index}>`).join('')}`)
  t.equal(Object.keys((many.content as { data: object }).data).length, 64, 'values of an event')
})
