/** The view of a list that an address names, else the first one. */
export function viewIn<V extends string> (search: string, views: readonly [V, ...V[]]): V {
  const name = new URLSearchParams(search).get('view')
  return views.find((view) => view === name) ?? views[0]
}

/** The filters of a list that an address names. */
export function filtersIn<F extends object> (search: string, names: ReadonlyArray<keyof F & string>): F {
  const params = new URLSearchParams(search)
  return Object.fromEntries(names.flatMap((name) => {
    const value = params.get(name)
    return value === null || value === '' ? [] : [[name, value]]
  })) as F
}
