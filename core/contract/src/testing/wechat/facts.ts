/*
 * What the platform does, as numbers. Marks: [O] official text, [S] public SDKs agree, [K] long known and not documented,
 * [?] unclear or sources disagree. Whatever is not [O] may turn out different on the real platform.
 */

/** [O] How long the platform waits for the answer to a callback. */
export const callbackDeadlineMs = 5_000

/** [O] First delivery and "three retries in total". */
export const maxDeliveries = 4

/** [?] Whether a repeat carries the signature, timestamp and nonce of the first delivery (`same`) or new ones (`resigned`). */
export const repeatedSignature = 'same'

/** What a customer may do that allows answers. */
export type WindowTrigger = 'message' | 'menu' | 'follow' | 'scan'

/** [O] Answers allowed after each action of a customer. That a later action resets the count is [O] for mini-programs, [?] here. */
export const replyWindows: Readonly<Record<WindowTrigger, { sends: number, durationMs: number }>> = {
  message: { sends: 5, durationMs: 48 * 3_600_000 },
  menu: { sends: 3, durationMs: 60_000 },
  follow: { sends: 3, durationMs: 60_000 },
  scan: { sends: 3, durationMs: 60_000 }
}

/** [O] The events that count as a menu tap; VIEW and the picture and location entries open nothing. */
export const menuEvents: readonly string[] = ['CLICK', 'scancode_push', 'scancode_waitmsg']

/** [?] What the tap on an item of a msgmenu message counts as; a third-party copy of the official note says a menu tap. */
export const messageMenuTrigger: WindowTrigger = 'menu'

/** [K] Bytes of UTF-8 in one text, passive or sent. */
export const maxTextBytes = 2_048

/** [K] Articles in a passive news answer that customers get to see. */
export const maxPassiveArticles = 1

/** [O] "No exchange in the last 30 s" refuses typing with 45080. */
export const typingExchangeMs = 30_000

/** [?] How long "is typing" stays on the customer's screen, during which 45081 answers a repeat. */
export const typingShownMs = 15_000

/** [O] How long temporary media can be used and downloaded. */
export const mediaLifeMs = 3 * 86_400_000

/** Types of temporary media. */
export type MediaType = 'image' | 'voice' | 'video' | 'thumb'

/** [O] Sizes and formats; the new page also says 2 MB for images in another line [?]. Which code answers an oversize is [?]. */
export const mediaRules: Readonly<Record<MediaType, { maxBytes: number, formats: readonly string[], sizeErrcode: number, formatErrcode: number }>> = {
  image: { maxBytes: 10 * 1_048_576, formats: ['png', 'jpg', 'gif'], sizeErrcode: 40009, formatErrcode: 40137 },
  voice: { maxBytes: 2 * 1_048_576, formats: ['amr', 'mp3'], sizeErrcode: 40010, formatErrcode: 40005 },
  video: { maxBytes: 10 * 1_048_576, formats: ['mp4'], sizeErrcode: 40011, formatErrcode: 40005 },
  thumb: { maxBytes: 64 * 1_024, formats: ['jpg'], sizeErrcode: 40012, formatErrcode: 40005 }
}

/** [O] Longest voice. */
export const maxVoiceMs = 60_000

/** [K] An upload whose file name has no known extension is refused with 40005. */
export const uploadExtensions: readonly string[] = ['png', 'jpg', 'jpeg', 'gif', 'amr', 'mp3', 'mp4']

/** [K] The field that holds the id of an uploaded thumb. */
export const thumbIdField = 'thumb_media_id'

/** [O] Life of an access token. */
export const tokenLifeMs = 7_200_000

/** [K] for the classic token, [O] for the stable one: how long the previous token lives on after a new one was handed out. */
export const tokenOverlapMs = 300_000

/** [O] Forced refreshes of a stable token. Which codes refuse more is [?]: 45009 for the day, 45011 for the interval. */
export const forcedRefresh = { perDay: 20, intervalMs: 30_000 }

/** Calls allowed per API; absent means no bound. */
export interface CallLimit { perDay?: number, perMinute?: number }

/** Daily ceilings [K] of a middling account; stable_token [O]. The day is Beijing's. */
export const callLimits: Readonly<Record<string, CallLimit>> = {
  '/cgi-bin/token': { perDay: 2_000 },
  '/cgi-bin/stable_token': { perDay: 500_000, perMinute: 10_000 },
  '/cgi-bin/message/custom/send': { perDay: 500_000 },
  '/cgi-bin/message/template/send': { perDay: 100_000 },
  '/cgi-bin/media/get': { perDay: 200_000 },
  '/cgi-bin/media/upload': { perDay: 100_000 },
  '/cgi-bin/user/info': { perDay: 5_000_000 }
}

/** [K] Resets of the counters per month. */
export const quotaClearsPerMonth = 10

/** [K] Bounds of the menu; the numbers of entries are [S]. */
export const menuRules = { entries: 3, subEntries: 5, nameBytes: 16, subNameBytes: 60, keyBytes: 128, urlBytes: 1_024 }

/** [S] How many users one batchget may name. */
export const maxBatchUsers = 100

/** [K] How long a client_msg_id stops a second template message. That the repeat is answered like the first is [?]. */
export const clientMessageIdMs = 600_000

/** [?] The APIs that refuse needless \uXXXX escapes with 40033. */
export const apisRefusingEscapes: readonly string[] = ['/cgi-bin/menu/create', '/cgi-bin/message/custom/send']

/** [?] Whether a refused send uses up one of the allowed answers. */
export const refusedSendUsesQuota = false

/** [?] The type that an Official Account may not send though it is known: links are for mini-programs. */
export const ungrantedType = 'link'

/** [K] The content type of JSON answers. */
export const jsonContentType = 'application/json; encoding=utf-8'

/** [O] A failed media/get has been seen with this content type around its JSON. */
export const mediaErrorContentType = 'text/plain'
