import { Rejected, type Author, type Content, type MediaRef } from '@kefuhub/contract'
import { AI_MARK } from '../facts.js'
import type { UploadType } from './media-uploads.js'
import type { Options } from '../options.js'

/** Gives the platform's id of a file; `undefined` asks for the id of a neutral picture. */
export type Upload = (ref: MediaRef | undefined, type: UploadType) => Promise<string>

/** The type and object of a customer-service message. */
interface Composed {
  msgtype: string
  object: Record<string, unknown>
}

type CardContent = Extract<Content, { type: 'card' }>

/**
 * The body of custom/send for a message.
 * @throws Rejected for what the platform cannot carry
 * @see WeChat Official Account, sending of customer-service messages
 */
export async function composeBody (
  { recipient, content, author }: { recipient: string, content: Content, author: Author },
  options: Pick<Options, 'limits' | 'kfAccounts' | 'markAi'>,
  upload: Upload
): Promise<Record<string, unknown>> {
  const { msgtype, object } = await compose(content, options.limits.textMaxBytes, upload)
  const account = author.kind === 'agent' && Object.hasOwn(options.kfAccounts, author.id) ? options.kfAccounts[author.id] : undefined
  return {
    touser: recipient,
    msgtype,
    [msgtype]: object,
    ...(account === undefined ? {} : { customservice: { kf_account: account } }),
    ...(options.markAi && author.kind === 'bot' ? AI_MARK : {})
  }
}

async function compose (content: Content, textMaxBytes: number, upload: Upload): Promise<Composed> {
  switch (content.type) {
    case 'text': return { msgtype: 'text', object: { content: checkText(content.text, textMaxBytes) } }
    case 'image': return { msgtype: 'image', object: { media_id: await upload(content.media, 'image') } }
    case 'voice': return { msgtype: 'voice', object: { media_id: await upload(content.media, 'voice') } }
    case 'video': return {
      msgtype: 'video',
      object: {
        media_id: await upload(content.media, 'video'),
        thumb_media_id: await upload(content.thumbnail, 'thumb'),
        ...given({ title: content.title, description: content.description })
      }
    }
    case 'link': return toNews(content.title, content.url, content.description, content.imageUrl)
    case 'menu': return {
      msgtype: 'msgmenu',
      object: {
        head_content: content.text,
        list: content.items.map(({ id, label }) => ({ id, content: label })),
        ...given({ tail_content: content.footer })
      }
    }
    case 'card': return composeCard(content, upload)
    default: throw new Rejected(`WeChat cannot send content of type '${content.type}'; send text, a picture, a voice note, a video, a link, a menu or a card`)
  }
}

function checkText (text: string, maxBytes: number): string {
  if (text === '') throw new Rejected('The text is empty')
  const bytes = Buffer.byteLength(text)
  if (bytes > maxBytes) throw new Rejected(`WeChat takes at most ${maxBytes} bytes of text; this has ${bytes}. Send it in parts`)
  return text
}

async function composeCard (card: CardContent, upload: Upload): Promise<Composed> {
  switch (card.kind) {
    case 'miniprogram': return {
      msgtype: 'miniprogrampage',
      object: {
        title: card.title,
        appid: valueOf(card, 'appId'),
        pagepath: valueOf(card, 'pagePath'),
        thumb_media_id: await upload(card.image, 'thumb')
      }
    }
    case 'music': {
      const url = card.data?.musicUrl ?? card.url
      if (url === undefined) throw new Rejected('A card of kind music needs data.musicUrl or url')
      return {
        msgtype: 'music',
        object: {
          title: card.title,
          description: card.description ?? '',
          musicurl: url,
          hqmusicurl: card.data?.hqMusicUrl ?? url,
          thumb_media_id: await upload(card.image, 'thumb')
        }
      }
    }
    case 'coupon': return { msgtype: 'wxcard', object: { card_id: valueOf(card, 'cardId') } }
    case 'article': return { msgtype: 'mpnewsarticle', object: { article_id: valueOf(card, 'articleId') } }
    case 'mpnews': return { msgtype: 'mpnews', object: { media_id: valueOf(card, 'mediaId') } }
    default:
      if (card.url === undefined) throw new Rejected(`WeChat cannot send a card of kind '${card.kind}' without a url`)
      return toNews(card.title, card.url, card.description, card.data?.imageUrl)
  }
}

/** Exactly one article; the platform refuses more. */
function toNews (title: string, url: string, description: string | undefined, picurl: string | undefined): Composed {
  return { msgtype: 'news', object: { articles: [{ title, description: description ?? '', url, ...given({ picurl }) }] } }
}

function valueOf (card: CardContent, name: string): string {
  const value = card.data?.[name]
  if (value === undefined || value === '') throw new Rejected(`A card of kind ${card.kind} needs data.${name}`)
  return value
}

function given (values: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined))
}
