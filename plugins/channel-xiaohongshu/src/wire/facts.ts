/**
 * All that is not certain about Xiaohongshu, as the defaults of the option `wire`. The document of the customer-service interface is
 * given to vendors only; this is what public material shows of it. Marks: [H] official text or three independent sources, [M] two
 * sources, [L] one source, [?] nobody says so, a guess or a cautious choice of our own. Nothing outside this folder repeats them.
 */

const SECOND = 1000
const HOUR = 3600 * SECOND

/** Where the advertising platform's API is reached. [H, for the customer-service calls L] */
export const API_BASE = 'https://adapi.xiaohongshu.com'

/** The page on which a merchant binds an account; `appId` and `token` are added. [M] */
export const BIND_URL = 'https://ad.xiaohongshu.com/api/leona/three/im/account/add'

/** Hosts, with their sub-domains, from which files named by the platform may be fetched. [?] */
export const MEDIA_HOSTS = ['xhscdn.com', 'xiaohongshu.com'] as const

/** Bounds of what can be sent. [? nothing is public; cautious] */
export const LIMITS = { textMaxBytes: 3000, imageMaxBytes: 5 * 1024 * 1024, rate: 5 } as const

/** File types that may be sent as a picture. [?] */
export const IMAGE_TYPES = ['image/jpeg', 'image/png'] as const

/** How long a binding link is good. [our choice] */
export const BINDING_LIFE_MS = 24 * HOUR

/** Paths of the callbacks, below the address that the vendor registers. [L; the vendor chooses them] */
export const CALLBACK_PATHS = {
  message: '/api/open/im/send',
  bind: '/api/open/im/third/bind_account',
  unbind: '/api/open/im/third/unbind_account',
  staff: '/api/open/im/auth/bind_user/event',
  comment: '/api/open/im/intent/comment',
  lead: '/api/open/im/third/data'
} as const

/** The text between the IV and the ciphertext. [M] */
export const SEPARATOR = '~split~'

/** The field that holds the ciphertext in every callback. [M] */
export const ENVELOPE = 'content'

/** Where a message says what; below `content` is what was encrypted. [L] */
export const MESSAGE_FIELDS = {
  id: ['message_id'],
  type: ['message_type'],
  source: ['message_source'],
  from: ['from_user_id'],
  to: ['to_user_id'],
  time: ['timestamp'],
  name: ['user_info.nickname'],
  avatar: ['user_info.avatar', 'user_info.header_image']
} as const

/** Values of the source that mean the consumer; all others are the merchant or the system. [L] */
export const CONSUMER_SOURCES = ['1'] as const

/** What the platform's types become. TEXT [M], all others, names and fields alike [?]. */
export const MESSAGE_TYPES = {
  TEXT: { as: 'text', text: ['text'] },
  EMOJI: { as: 'text', text: ['text', 'name', 'emoji'] },
  IMAGE: { as: 'image', url: ['url', 'image_url', 'image.url'] },
  VOICE: { as: 'voice', url: ['url', 'voice_url', 'audio_url'] },
  VIDEO: { as: 'video', url: ['url', 'video_url', 'video.url'], image: ['cover', 'cover_url'] },
  NOTE: { as: 'card', kind: 'note', title: ['title', 'note_title'], description: ['desc'], url: ['url', 'link', 'note_link'], data: { noteId: ['note_id', 'id'] } },
  GOODS: { as: 'card', kind: 'product', title: ['title', 'name', 'goods_name'], description: ['desc', 'price'], url: ['url', 'link'], data: { goodsId: ['goods_id', 'item_id', 'id'] } },
  LEAD_CARD: { as: 'card', kind: 'lead-form', title: ['title', 'name'], description: ['desc'], data: { phone: ['phone_num', 'phone'], wechat: ['wechat'], cardId: ['card_id', 'id'] } },
  BUSINESS_CARD: { as: 'card', kind: 'contact', title: ['title', 'nick_name', 'name'], description: ['desc'], data: { userId: ['user_id', 'id'] } },
  LOCATION: { as: 'location', latitude: ['latitude', 'lat'], longitude: ['longitude', 'lng'], label: ['name', 'address', 'title'] },
  RECALL: { as: 'event', kind: 'recall', id: ['message_id', 'recall_message_id'] }
} as const

/** Where the notices about accounts say what, and which states of a staff account count. [M] */
export const NOTICE_FIELDS = {
  account: ['user_id'],
  name: ['nick_name'],
  appId: ['app_id'],
  token: ['token'],
  accountCode: ['account_code'],
  staff: ['kos_user_id'],
  staffName: ['kos_nick_name'],
  staffStatus: ['auth_status']
} as const
export const STAFF_IN_FORCE = ['2'] as const
export const STAFF_CANCELLED = ['4'] as const

/** Where a comment with purchase intent says what. [?] */
export const COMMENT_FIELDS = {
  id: ['comment_id', 'id'],
  from: ['comment_user_id', 'from_user_id', 'red_id', 'user_id'],
  name: ['nick_name', 'nickname', 'user_info.nickname'],
  note: ['note_id', 'note_link'],
  text: ['comment_content', 'content', 'text'],
  time: ['comment_time', 'create_time', 'timestamp']
} as const

/** What the platform is told when a callback was taken, and when not. [shape M, deadline and repeats ?] */
export const ACK = { status: 200, body: { code: 0, msg: 'success', success: true } } as const
export const REFUSAL = { code: 1, msg: 'refused', success: false } as const
export const FAILURE = { code: 1, msg: 'error', success: false } as const

/** The call that sends. [L; names of `account` and `requestId` M] */
export const SEND = {
  path: '/api/open/im/third/send',
  tokenHeader: 'Access-Token',
  fields: {
    account: 'user_id',
    requestId: 'request_id',
    type: 'message_type',
    from: 'from_user_id',
    to: 'to_user_id',
    accountCode: 'third_account_id',
    time: 'timestamp',
    content: 'content'
  },
  text: { type: 'TEXT', content: { text: '{text}' } },
  externalId: ['data.message_id', 'data.msg_id']
} as const

/** How an answer says what became of a call. Codes other than 0 are not public: an operator lists them. [fields M] */
export const ANSWER = { code: ['code'], message: ['msg', 'message'], success: ['success'], okCodes: ['0'] } as const

/** OAuth of the advertising API; whether it covers private messages is not known. [H] */
export const OAUTH = {
  accessPath: '/api/open/oauth2/access_token',
  refreshPath: '/api/open/oauth2/refresh_token',
  accessToken: ['data.access_token'],
  accessLife: ['data.access_token_expires_in'],
  refreshToken: ['data.refresh_token']
} as const

/** How a lead push is signed. [H] */
export const LEAD_SIGNATURE = { kind: 'hmac-sha1', in: 'header', name: 'X-Red-Signature', prefix: 'sha1=', encoding: 'hex', signed: '{body}' } as const

/** Where a lead of a private message and a landing-page form say what, below `lead`. [M to H] */
export const LEAD_FIELDS = {
  lead: ['data'],
  /** When it was pushed, beside `lead`. */
  pushedAt: ['timestamp'],
  id: ['id'],
  formId: ['leads_id'],
  type: ['type'],
  time: ['time', 'submitted_time'],
  from: ['red_id'],
  name: ['nick_name'],
  description: ['remark'],
  /** Entries of a form. */
  form: ['data'],
  label: ['label'],
  value: ['value']
} as const

/** What of a lead stands in the card, under which name; empty values and -1 are left out. [M to H] */
export const LEAD_DATA = {
  phone: ['phone_num'],
  wechat: ['wechat'],
  redId: ['red_id'],
  area: ['area'],
  tag: ['leads_tag'],
  remark: ['remark'],
  source: ['source', 'source_channel'],
  status: ['info_status'],
  autoRecognized: ['auto_recognize'],
  adAccount: ['ad_account', 'account_name'],
  adAccountId: ['account_id'],
  note: ['note_link'],
  campaignId: ['campaign_id'],
  campaign: ['campaign_name'],
  unitId: ['unit_id'],
  unit: ['unit_name'],
  creativeId: ['creativity_id', 'creative_id'],
  creative: ['creativity_name'],
  receiver: ['msg_receive_name'],
  receiverId: ['msg_receive_id'],
  linkId: ['link_id'],
  link: ['link_name'],
  talked: ['open_talk'],
  staff: ['staff_name'],
  staffCountry: ['staff_country'],
  staffProvince: ['staff_province'],
  staffCity: ['staff_city'],
  extra: ['ext_info'],
  landingPageId: ['landing_page_id'],
  landingPage: ['url'],
  keyword: ['keyword']
} as const

/** What the kinds of a lead push mean. [M] */
export const LEAD_TYPES: Readonly<Record<string, string>> = { 0: 'new', 1: 'content-updated', 2: 'attribution-updated' }

/** Labels of form entries that stand under a name of their own; any other stands under its label. [?] */
export const FORM_LABELS: Readonly<Record<string, readonly string[]>> = {
  phone: ['电话', '手机', '手机号', '手机号码', '联系电话', '电话号码'],
  wechat: ['微信', '微信号'],
  name: ['姓名', '称呼', '您的姓名', '您的称呼']
}

/** Texts without a zone are in Beijing time, in milliseconds east of UTC. [H for forms] */
export const TIME_OFFSET_MS = 8 * HOUR

/** Timestamps below this are in seconds. [?] */
export const SECONDS_BELOW = 1e11
