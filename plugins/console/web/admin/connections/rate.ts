/** How many records were done at a time, in milliseconds. */
export interface Sample { at: number, done: number }

/** Older answers say nothing of how fast it goes now. */
const WINDOW_MS = 30_000

/** Keeps one more sample, and of the older ones what is of use. What went back began anew. */
export function addSample (samples: readonly Sample[], sample: Sample): readonly Sample[] {
  const last = samples.at(-1)
  if (last?.at === sample.at) return samples
  if (last !== undefined && sample.done < last.done) return [sample]
  return [...samples.filter(({ at }) => at >= sample.at - WINDOW_MS), sample]
}

/** Records in a second, to one decimal below 10; undefined as long as nobody can tell. */
export function toRate (samples: readonly Sample[]): number | undefined {
  const [first, last] = [samples[0], samples.at(-1)]
  if (first === undefined || last === undefined || last.at === first.at) return undefined
  const rate = 1000 * (last.done - first.done) / (last.at - first.at)
  return rate < 10 ? Math.round(10 * rate) / 10 : Math.round(rate)
}
