/**
 * Something that is measured beside others.
 * @template T
 * @typedef {object} Variant
 * @property {string} name
 * @property {() => Promise<T>} measure one round
 * @property {() => void} [pause] halts it while others are measured
 * @property {() => void} [resume]
 */

/**
 * Measures variants in turn, A B C A B C …, so that what changes on the machine changes for all of them. Those that are not measured are
 * halted.
 * @template T
 * @param {readonly Variant<T>[]} variants
 * @param {{ warmUps: number, rounds: number }} sizes rounds that do not count, and those that do
 * @param {(name: string, round: number, result: T) => void} onRound called after each; the first that counts is round 1
 * @returns {Promise<Map<string, T[]>>} the results by name, one a round
 */
export async function measureInTurn (variants, { warmUps, rounds }, onRound) {
  /** @type {Map<string, T[]>} */
  const results = new Map(variants.map(({ name }) => [name, []]))
  for (const { pause } of variants) pause?.()
  for (let round = 1 - warmUps; round <= rounds; round++) {
    for (const { name, measure, pause, resume } of variants) {
      resume?.()
      const result = await measure()
      pause?.()
      onRound(name, round, result)
      if (round > 0) results.get(name)?.push(result)
    }
  }
  for (const { resume } of variants) resume?.()
  return results
}
