import { createHash } from 'node:crypto'
import type { XmlFields } from './xml.js'

/** The identity of a message; an id of `null` leaves the element out. */
export type MessageId = string | bigint | null

const bare = (id: MessageId) => typeof id === 'string' && /^[0-9]+$/.test(id) ? BigInt(id) : id

/** A text, or with `menuId` the tap on an item of a msgmenu message. */
export function textMessage (id: MessageId, content: string, menuId?: string): XmlFields {
  return { MsgType: 'text', Content: content, MsgId: bare(id), bizmsgmenuid: menuId === undefined ? null : bare(menuId) }
}

/** A picture. */
export function imageMessage (id: MessageId, picUrl: string, mediaId: string): XmlFields {
  return { MsgType: 'image', PicUrl: picUrl, MediaId: mediaId, MsgId: bare(id) }
}

/** A voice; speech recognition was switched off, so the element is there and empty. */
export function voiceMessage (id: MessageId, mediaId: string): XmlFields {
  return { MsgType: 'voice', MediaId: mediaId, Format: 'amr', MsgId: bare(id), Recognition: '' }
}

/** A video, or with `shortvideo` the older form. */
export function videoMessage (id: MessageId, mediaId: string, thumbMediaId: string, type: 'video' | 'shortvideo' = 'video'): XmlFields {
  return { MsgType: type, MediaId: mediaId, ThumbMediaId: thumbMediaId, MsgId: bare(id) }
}

/** A place. */
export function locationMessage (id: MessageId, place: { latitude: number, longitude: number, scale: number, label: string }): XmlFields {
  return { MsgType: 'location', Location_X: place.latitude, Location_Y: place.longitude, Scale: place.scale, Label: place.label, MsgId: bare(id) }
}

/** A link. */
export function linkMessage (id: MessageId, link: { title: string, description: string, url: string }): XmlFields {
  return { MsgType: 'link', Title: link.title, Description: link.description, Url: link.url, MsgId: bare(id) }
}

/** [?] A file: not documented, and there is no call that fetches it. */
export function fileMessage (id: MessageId, file: { name: string, bytes: number }): XmlFields {
  const md5 = createHash('md5').update(file.name).digest('hex')
  return { MsgType: 'file', Title: file.name, Description: '', FileKey: md5 + md5, FileMd5: md5, FileTotalLen: file.bytes, MsgId: bare(id) }
}

/** [S] A page of a mini-program. */
export function miniProgramMessage (id: MessageId, page: { title: string, appId: string, pagePath: string, thumbUrl: string, thumbMediaId: string }): XmlFields {
  return { MsgType: 'miniprogrampage', Title: page.title, AppId: page.appId, PagePath: page.pagePath, ThumbUrl: page.thumbUrl, ThumbMediaId: page.thumbMediaId, MsgId: bare(id) }
}

/** A message of a type nobody knows. */
export function unknownMessage (id: MessageId, type: string): XmlFields {
  return { MsgType: type, MsgId: bare(id) }
}

/** An event; the further elements follow in the given order. */
export function eventMessage (event: string, elements: XmlFields = {}): XmlFields {
  return { MsgType: 'event', Event: event, ...elements }
}
