/**
 * What is known of the platform but not stated by an official page that was read, and official numbers that have changed before.
 * Marks: [O] an official page says so, [S] public SDKs do so, [K] long-known behaviour, [?] unclear. An operator overrides the
 * numbers through the options `replyWindows` and `limits`; nothing outside this file repeats them.
 * @see https://developers.weixin.qq.com/doc/service/guide/
 */

const SECOND = 1000
const HOUR = 3600 * SECOND
const KIB = 1024
const MIB = 1024 * KIB

/** Leave to write by what the customer did. [O, announcement of 30 May 2023; 20 sends and a payment row before] */
export const REPLY_WINDOWS = {
  message: { sends: 5, durationMs: 48 * HOUR },
  menu: { sends: 3, durationMs: 60 * SECOND },
  follow: { sends: 3, durationMs: 60 * SECOND },
  scan: { sends: 3, durationMs: 60 * SECOND }
} as const

/** Bounds of what can be sent. */
export const LIMITS = {
  /** Bytes of UTF-8 in one text. [K] */
  textMaxBytes: 2048,
  /** Bytes of a picture. [O; another line of the same page says 2 MiB] */
  imageMaxBytes: 10 * MIB,
  /** Bytes of a voice note. [O] */
  voiceMaxBytes: 2 * MIB,
  /** Length of a voice note, in milliseconds. [O] */
  voiceMaxDurationMs: 60 * SECOND,
  /** Bytes of a video. [O] */
  videoMaxBytes: 10 * MIB,
  /** Bytes of a still picture that stands for a video, a song or a mini-program page. [O] */
  thumbMaxBytes: 64 * KIB,
  /** How long an uploaded file is sent again under its id, in milliseconds; the platform keeps it for 3 days. [O] */
  mediaReuseMs: 70 * HOUR,
  /** Bytes of a first-level menu name. [K] */
  menuNameMaxBytes: 16,
  /** Bytes of a second-level menu name. [K] */
  subMenuNameMaxBytes: 60,
  /** Bytes of a menu key. [K] */
  menuKeyMaxBytes: 128,
  /** Bytes of a menu URL. [K] */
  menuUrlMaxBytes: 1024
} as const

/** File types that may be uploaded, by upload type. [O] */
export const UPLOAD_TYPES = {
  image: ['image/png', 'image/jpeg', 'image/gif'],
  voice: ['audio/amr', 'audio/mpeg', 'audio/mp3'],
  video: ['video/mp4'],
  thumb: ['image/jpeg']
} as const

/** The property that marks a message as made by a machine. [property O, inner field K] */
export const AI_MARK = { aimsgcontext: { is_ai_msg: 1 } } as const

/** Hosts, with their sub-domains, from which files named by the platform may be fetched. [K] */
export const MEDIA_HOSTS = ['qpic.cn', 'qlogo.cn', 'weixin.qq.com', 'qq.com'] as const

/** The platform's clock day for daily quotas: Beijing time, in milliseconds east of UTC. [K] */
export const QUOTA_DAY_OFFSET_MS = 8 * HOUR

/**
 * A new token is fetched when less than this is left. The stable endpoint repeats the old token until its last five minutes [O],
 * so asking it earlier than that would ask again for every call; the old endpoint gives a new one whenever it is asked.
 */
export const TOKEN_EARLY_MS = { stable: 240 * SECOND, classic: 600 * SECOND } as const

/** What the platform answers to an openid that is none; only an account without the API answers 48001 instead. [K] */
export const PROBE_OPENID = 'kefuhub-probe'
