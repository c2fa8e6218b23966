import { toDouble } from '../bson/number.js'
import { T, type Value } from '../bson/raw.js'

/** Whether a value counts as true where MongoDB expects yes or no. */
export function isTrue (value: Value): boolean {
  if (value.type === T.bool) return value.buf[value.at] === 1
  if (value.isNumber) return toDouble(value) !== 0
  return value.type !== T.null && value.type !== T.undefined
}
