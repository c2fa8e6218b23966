/** A page of a list by number, as offset paging gives it. */
export function pageOf<T> (list: readonly T[], page: number, size: number): T[] {
  return list.slice((page - 1) * size, page * size)
}

/** A whole number of a query between 1 and a bound, or what stands in for it. */
export function countOf (text: string | null, standIn: number, most = Infinity): number {
  const value = Number(text ?? standIn)
  return Number.isInteger(value) && value > 0 ? Math.min(value, most) : standIn
}
