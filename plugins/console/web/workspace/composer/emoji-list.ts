/** The emoji that are offered: those that people use in service talks. */
export const EMOJI: readonly string[] = [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(
  '😀😄😁😂🤣😊🙂😉😍🥰😘😋😎🤗🤔🤝🙏👍👎👌✌️🤞👏🙌💪👋🫶❤️💔💯😅😆😇😌😏😐😑😶🙄😬😴😷🤒🤕🥳🤩😢😭😤😠😱😨😰😥😓🤯🥺😮😲😳🎉🎁🎂🌹🌸🌟⭐🔥⚡☀️☕🍀📦🚚📌✅❌❗❓'
)].map(({ segment }) => segment)
