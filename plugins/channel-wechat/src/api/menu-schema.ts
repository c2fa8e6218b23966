import { Type, type Static } from '@kefuhub/contract'
import { errors } from '../errors.js'
import { LIMITS } from '../facts.js'

const TYPES = [
  'click', 'view', 'miniprogram', 'scancode_push', 'scancode_waitmsg', 'pic_sysphoto', 'pic_photo_or_album', 'pic_weixin',
  'location_select', 'media_id', 'article_id'
] as const

const action = {
  name: Type.String({ minLength: 1, maxLength: LIMITS.subMenuNameMaxBytes, description: 'Shown on the button' }),
  type: Type.Optional(Type.Enum(TYPES, { description: 'What a tap does' })),
  key: Type.Optional(Type.String({ minLength: 1, maxLength: LIMITS.menuKeyMaxBytes, description: 'Comes back with the tap' })),
  url: Type.Optional(Type.String({ maxLength: LIMITS.menuUrlMaxBytes, pattern: '^https?://', description: 'Page that opens; for a mini-program the page for old clients' })),
  appid: Type.Optional(Type.String({ pattern: '^wx[0-9a-z]+$', description: 'AppID of the mini-program' })),
  pagepath: Type.Optional(Type.String({ minLength: 1, maxLength: 1024, description: 'Page of the mini-program' })),
  media_id: Type.Optional(Type.String({ minLength: 1, maxLength: 512, description: 'Permanent material that is sent' })),
  article_id: Type.Optional(Type.String({ minLength: 1, maxLength: 512, description: 'Published article that is sent' }))
}

/** A second-level button. */
const SubButton = Type.Object(action, { additionalProperties: false })

/**
 * A menu in the platform's own words, so that it can be pasted from `menu/get`: up to 3 buttons, each with an action or up to 5
 * buttons below it.
 * @see WeChat Official Account, menu/create
 */
export const Menu = Type.Object({
  button: Type.Array(Type.Object({
    ...action,
    sub_button: Type.Optional(Type.Array(SubButton, { minItems: 1, maxItems: 5, description: 'Buttons below this one' }))
  }, { additionalProperties: false }), { minItems: 1, maxItems: 3 })
}, { additionalProperties: false })

/** A menu in the platform's own words. */
export type Menu = Static<typeof Menu>
type Button = Menu['button'][number]

const NEEDS: Record<(typeof TYPES)[number], ReadonlyArray<keyof Button>> = {
  click: ['key'],
  view: ['url'],
  miniprogram: ['appid', 'pagepath', 'url'],
  scancode_push: ['key'],
  scancode_waitmsg: ['key'],
  pic_sysphoto: ['key'],
  pic_photo_or_album: ['key'],
  pic_weixin: ['key'],
  location_select: ['key'],
  media_id: ['media_id'],
  article_id: ['article_id']
}

/** Checks what a JSON schema cannot say well: bytes, and what each kind of button needs. @throws WECHAT_ERR_MENU listing every mistake */
export function checkMenu (menu: Menu): void {
  const mistakes: string[] = []
  menu.button.forEach((button, index) => {
    const path = `menu.button[${index}]`
    mistakes.push(...buttonMistakes(button, path, LIMITS.menuNameMaxBytes))
    button.sub_button?.forEach((sub, below) => {
      mistakes.push(...buttonMistakes(sub, `${path}.sub_button[${below}]`, LIMITS.subMenuNameMaxBytes))
    })
  })
  if (mistakes.length > 0) throw new errors.WECHAT_ERR_MENU(mistakes.join('; '))
}

function buttonMistakes (button: Button, path: string, nameMaxBytes: number): string[] {
  const mistakes: string[] = []
  const tooLong = (name: string, value: string | undefined, maxBytes: number): void => {
    if (value !== undefined && Buffer.byteLength(value) > maxBytes) mistakes.push(`${path}.${name} is longer than ${maxBytes} bytes`)
  }
  tooLong('name', button.name, nameMaxBytes)
  tooLong('key', button.key, LIMITS.menuKeyMaxBytes)
  tooLong('url', button.url, LIMITS.menuUrlMaxBytes)
  if (button.sub_button !== undefined) {
    if (button.type !== undefined) mistakes.push(`${path} has both type and sub_button`)
  } else if (button.type === undefined) {
    mistakes.push(`${path} needs a type or sub_button`)
  } else {
    for (const need of NEEDS[button.type]) {
      if (button[need] === undefined) mistakes.push(`${path} of type ${button.type} needs ${need}`)
    }
  }
  return mistakes
}
