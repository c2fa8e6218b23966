const NEW_LINES = /\r\n?/g
/** Control characters but for new line and tab, and those that turn the direction of writing. */
const HIDDEN = /[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu
const TO_ALL = /@(?=(?:all|everyone|here|channel)(?![\w-]|\.\w)|所有人|全体成员)/gi
const TAG = /<(?=[@!#/A-Za-z])/g
const ZERO_WIDTH_SPACE = '\u200b'

/** A text with one kind of new line, whole characters and nothing hidden. */
export function clean (text: string): string {
  // Through bytes and back, half a surrogate pair becomes a replacement character.
  return Buffer.from(text).toString().replace(NEW_LINES, '\n').replace(HIDDEN, '')
}

/** A text on one line. */
export function cleanLine (text: string): string {
  return clean(text).replace(/[ \n\t]+/g, ' ').trim()
}

/** Breaks what would call a whole group together, or begin a tag, with a space of no width: customers' words stand in texts. */
export function breakMentions (text: string): string {
  return text.replace(TO_ALL, `@${ZERO_WIDTH_SPACE}`).replace(TAG, `<${ZERO_WIDTH_SPACE}`)
}
