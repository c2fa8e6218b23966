/** Where in rows that are sorted by a number the first one with at least this number stands. */
export function lowerBound<T> (rows: readonly T[], numberOf: (row: T) => number, value: number): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (numberOf(rows[middle] as T) < value) low = middle + 1
    else high = middle
  }
  return low
}
