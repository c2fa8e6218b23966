/** What people put between the digits of a phone number. */
const FILLERS = /[\s().\-–—/]/g

/**
 * A phone number in E.164, or undefined where the text is none. A number without a country is taken to be of `countryCode`.
 * @param countryCode digits without `+`; default 86, China
 */
export function toE164 (text: string, countryCode = '86'): string | undefined {
  const bare = text.normalize('NFKC').replace(FILLERS, '')
  const international = bare.replace(/^00/, '+')
  if (/^\+[1-9]\d{6,14}$/.test(international)) return international
  if (!/^\d{5,14}$/.test(bare)) return undefined
  // A number of China whose writer left out the plus: none at home is so long without a zero before it.
  if (countryCode === '86' && /^86[1-9]\d{9,10}$/.test(bare)) return `+${bare}`
  const national = `+${countryCode}${bare.replace(/^0/, '')}`
  return /^\+[1-9]\d{6,14}$/.test(national) ? national : undefined
}

/** The ways in which other systems may keep a number: `+8613800000000`, `8613800000000`, `13800000000`. @param phone E.164 */
export function phoneSpellings (phone: string, countryCode = '86'): string[] {
  const digits = phone.replace(/^\+/, '')
  const spellings = [phone, digits]
  if (digits.startsWith(countryCode)) {
    const national = digits.slice(countryCode.length)
    spellings.push(national)
    // Fixed lines are written with their trunk zero at home.
    if (countryCode === '86' && !/^1[3-9]\d{9}$/.test(national)) spellings.push(`0${national}`)
  }
  return [...new Set(spellings)]
}
