import t from 'tap'
import { samplePicture, sampleVideo, sampleVoice } from '../../../src/testing/wechat/index.js'
import { appId, openid, startStand } from './stand.js'

const png = Buffer.from('\x89PNG\r\n\x1a\n....', 'latin1')
const gif = Buffer.from('GIF89a....')
const mp3 = Buffer.concat([Buffer.from('ID3\x03\x00\x00\x00\x00\x00\x00', 'latin1'), Buffer.from([0xff, 0xfb, 0x90, 0x00]), Buffer.alloc(100)])
const amr = (seconds: number) => Buffer.concat([sampleVoice, ...Array.from({ length: seconds - 1 }, () => sampleVoice.subarray(6))])
const ofSize = (bytes: number) => Buffer.concat([samplePicture, Buffer.alloc(bytes - samplePicture.length)])

t.test('takes each type in each of its formats', async (t) => {
  const { upload, clock } = await startStand(t)
  const cases: Array<[string, Buffer, string]> = [
    ['image', samplePicture, 'a.jpg'], ['image', samplePicture, 'A.JPEG'], ['image', png, 'a.png'], ['image', gif, 'a.gif'], ['image', ofSize(10 * 1_048_576), 'a.jpg'],
    ['voice', sampleVoice, 'a.amr'], ['voice', amr(60), 'a.amr'], ['voice', mp3, 'a.mp3'], ['video', sampleVideo, 'a.mp4']
  ]
  for (const [type, bytes, name] of cases) {
    t.match(await upload(type, bytes, name), { type, media_id: /^[\w-]{64}$/, created_at: clock.nowMs / 1000 }, `${type} ${name}`)
  }
  t.match(await upload('thumb', ofSize(65_536), 'a.jpg'), { type: 'thumb', thumb_media_id: /^[\w-]{64}$/ })
})

t.test('refuses files by type, size, format, name and length', async (t) => {
  const { upload, get, post } = await startStand(t)
  const cases: Array<[string, Buffer, string, number]> = [
    ['file', samplePicture, 'a.jpg', 40004], ['constructor', samplePicture, 'a.jpg', 40004],
    ['image', Buffer.alloc(0), 'a.jpg', 44001], ['image', samplePicture, 'blob', 40005], ['image', samplePicture, 'a.exe', 40005],
    ['image', ofSize(10 * 1_048_576 + 1), 'a.jpg', 40009], ['image', Buffer.from('<svg/>'), 'a.jpg', 40137], ['image', sampleVideo, 'a.jpg', 40137],
    ['voice', Buffer.concat([sampleVoice, Buffer.alloc(2 * 1_048_576)]), 'a.amr', 40010], ['voice', samplePicture, 'a.amr', 40005], ['voice', amr(61), 'a.amr', 45007],
    ['video', Buffer.concat([sampleVideo, Buffer.alloc(10 * 1_048_576)]), 'a.mp4', 40011], ['video', sampleVoice, 'a.mp4', 40005],
    ['thumb', ofSize(65_537), 'a.jpg', 40012], ['thumb', png, 'a.png', 40005],
    ['video', Buffer.alloc(33 * 1_048_576), 'a.mp4', 45001]
  ]
  for (const [type, bytes, name, errcode] of cases) t.equal((await upload(type, bytes, name)).errcode, errcode, `${type} ${name} ${bytes.length}`)
  t.equal((await upload('image', samplePicture, 'a.jpg', 'file')).errcode, 41005, 'another field')
  t.equal((await post('/cgi-bin/media/upload', 'plain text', { type: 'image' })).errcode, 41005, 'not multipart')
  t.equal((await post('/cgi-bin/media/upload', '', { type: 'image' })).errcode, 41005, 'nothing')
  t.equal((await get('/cgi-bin/media/upload', { type: 'image' })).errcode, 43002)
})

t.test('refuses a multipart body that breaks off', async (t) => {
  const { platform, token } = await startStand(t)
  const body = '--b\r\nContent-Disposition: form-data; name="media"; filename="a.jpg"\r\n\r\nabc'
  const response = await fetch(`${platform.url}/cgi-bin/media/upload?type=image&access_token=${token}`, { method: 'POST', body, headers: { 'content-type': 'multipart/form-data; boundary=b' } })
  t.match(await response.json(), { errcode: 41005 })
})

t.test('gives a file back for three days, with its name in Content-Disposition', async (t) => {
  const { platform, upload, get, clock } = await startStand(t)
  const { media_id: id } = await upload('image', samplePicture, 'a.jpg')
  const download = async () => {
    const { access_token: token } = await (await fetch(`${platform.url}/cgi-bin/token?grant_type=client_credential&appid=${appId}&secret=secretOfTheVectors`)).json() as { access_token: string }
    return await fetch(`${platform.url}/cgi-bin/media/get?access_token=${token}&media_id=${String(id)}`)
  }
  const response = await download()
  t.equal(response.headers.get('content-type'), 'image/jpeg')
  t.equal(response.headers.get('content-disposition'), `attachment; filename="${String(id)}.jpg"`)
  t.ok(Buffer.from(await response.arrayBuffer()).equals(samplePicture))
  clock.nowMs += 3 * 86_400_000 - 1
  t.equal((await download()).headers.get('content-type'), 'image/jpeg')
  clock.nowMs += 1
  const expired = await download()
  t.equal(expired.headers.get('content-type'), 'text/plain')
  t.match(await expired.json(), { errcode: 40007 })
  t.equal((await get('/cgi-bin/media/get')).errcode, 42001)
})

t.test('an uploaded id of before three days can be sent no more and is forgotten', async (t) => {
  const { upload, clock, post, platform } = await startStand(t)
  const { media_id: id } = await upload('image', samplePicture, 'a.jpg')
  clock.nowMs += 3 * 86_400_000
  const customer = platform.customer(appId, openid)
  await customer.sendImage()
  await customer.sendText('1')
  const { access_token: token } = await (await fetch(`${platform.url}/cgi-bin/token?grant_type=client_credential&appid=${appId}&secret=secretOfTheVectors`)).json() as { access_token: string }
  t.equal((await post('/cgi-bin/message/custom/send', { touser: openid, msgtype: 'image', image: { media_id: id } }, { access_token: token })).errcode, 40007)
})

t.test('refuses a download without a good id or token in JSON under a text type', async (t) => {
  const { platform, token, post } = await startStand(t)
  const cases: Array<[string, number]> = [[`access_token=${token}`, 41006], [`access_token=${token}&media_id=made-up`, 40007], ['media_id=made-up', 41001]]
  for (const [query, errcode] of cases) {
    const response = await fetch(`${platform.url}/cgi-bin/media/get?${query}`)
    t.equal(response.headers.get('content-type'), 'text/plain')
    t.match(await response.json(), { errcode })
  }
  t.equal((await post('/cgi-bin/media/get', {})).errcode, 43001)
})

t.test('gives the address of a video, which needs no token', async (t) => {
  const { platform, get, upload, clock } = await startStand(t)
  const { media_id: id } = await upload('video', sampleVideo, 'a.mp4')
  const { video_url: url } = await get('/cgi-bin/media/get', { media_id: String(id) })
  t.match(url, `${platform.url}/`)
  const response = await fetch(String(url))
  t.equal(response.headers.get('content-type'), 'video/mp4')
  t.ok(Buffer.from(await response.arrayBuffer()).equals(sampleVideo))
  clock.nowMs += 3 * 86_400_000
  t.equal((await fetch(String(url))).status, 404)
})

t.test('keeps what a customer sends: picture by PicUrl and id, voice, video with its thumb', async (t) => {
  const { platform, hub, token } = await startStand(t)
  const customer = platform.customer(appId, openid)
  await customer.sendImage(png)
  await customer.sendVoice()
  await customer.sendVideo()
  const element = (index: number, name: string) => new RegExp(`<${name}><!\\[CDATA\\[(.*?)\\]\\]>`).exec(hub.requests[index]!.body)![1]!
  const bytesOf = async (url: string) => Buffer.from(await (await fetch(url)).arrayBuffer())
  const byId = async (id: string) => await bytesOf(`${platform.url}/cgi-bin/media/get?access_token=${token}&media_id=${id}`)
  t.ok((await bytesOf(element(0, 'PicUrl'))).equals(png))
  t.ok((await byId(element(0, 'MediaId'))).equals(png))
  t.ok((await byId(element(1, 'MediaId'))).equals(sampleVoice))
  t.match((await byId(element(2, 'MediaId'))).toString(), 'video_url')
  t.ok((await byId(element(2, 'ThumbMediaId'))).equals(samplePicture))
})
