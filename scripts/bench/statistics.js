/**
 * The middle of some numbers; of an even count the mean of the two in the middle.
 * @param {readonly number[]} values at least one, in any order
 */
export function median (values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = /** @type {number} */ (sorted[middle])
  return sorted.length % 2 === 1 ? upper : (upper + /** @type {number} */ (sorted[middle - 1])) / 2
}

/**
 * The median of the ratios of two variants, round by round, so that what slows a whole round down does not count.
 * @param {readonly number[]} values one a round
 * @param {readonly number[]} others one a round, of the same rounds
 */
export function medianRatio (values, others) {
  return median(values.map((value, round) => value / /** @type {number} */ (others[round])))
}

/**
 * The smallest value that a share of all values does not exceed.
 * @param {ArrayLike<number> & Iterable<number>} values at least one, in any order
 * @param {number} share above 0, up to 1
 */
export function percentile (values, share) {
  const sorted = Float64Array.from(values).sort()
  return /** @type {number} */ (sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)])
}
