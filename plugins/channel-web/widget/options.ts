import type { Lang } from './words.js'

/** What the script tag on the shop's page says. */
export interface Options {
  /** Address of the channel, ending in a slash: `https://hub.example/web/SHOP/`. */
  base: URL
  lang: Lang
  /** A signed user token, handed to the hub as it is. */
  user?: string
  /** CSS colour of the launcher until the hub has told the brand's. */
  color?: string
  /** Side of the launcher until the hub has told the brand's. */
  position?: 'left' | 'right'
}

/** Reads the options from the script tag that loaded the widget. */
export function readOptions (script: HTMLScriptElement, locale: string): Options {
  const { lang, user, color, position } = script.dataset
  return {
    base: new URL('.', script.src),
    lang: lang === 'zh' || lang === 'en' ? lang : locale.toLowerCase().startsWith('zh') ? 'zh' : 'en',
    ...(user && { user }),
    ...(color && { color }),
    ...((position === 'left' || position === 'right') && { position })
  }
}
