import type { CrmWrite } from '@kefuhub/contract'

/** The indexes of writes in groups of which none has the same record twice; writes of one record stay in their order. */
export function toWaves (writes: readonly CrmWrite[]): number[][] {
  const waves: Array<{ indexes: number[], keys: Set<string> }> = []
  for (const [index, { id, externalId }] of writes.entries()) {
    const keys = [`external:${externalId.toLowerCase()}`, ...(id === undefined ? [] : [`id:${id}`])]
    const at = waves.findLastIndex((wave) => keys.some((key) => wave.keys.has(key))) + 1
    const wave = waves[at] ?? { indexes: [], keys: new Set<string>() }
    waves[at] = wave
    wave.indexes.push(index)
    for (const key of keys) wave.keys.add(key)
  }
  return waves.map(({ indexes }) => indexes)
}
