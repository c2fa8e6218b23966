import { errors } from '../errors.js'

/** One page of a list, and the cursor that leads to the next. */
export interface Page<T> {
  items: T[]
  next?: string
}

/** What a page reader is asked for. */
export interface PageQuery {
  cursor?: string
  /** 1 to 200. */
  limit: number
}

type Filter = Record<string, unknown>

/**
 * Reads one page of a list sorted by a date and then by `_id`. The cursor names the last item, so that the list may grow
 * at either end while it is read.
 * @throws KH_ERR_API_CURSOR
 */
export async function readPage<T extends { _id: string }> (
  query: PageQuery,
  field: keyof T & string,
  read: (filter: Filter, sort: Record<string, 1 | -1>, limit: number) => PromiseLike<T[]>,
  options: { filter?: Filter, direction?: 1 | -1 } = {}
): Promise<Page<T>> {
  const direction = options.direction ?? -1
  const filter = query.cursor === undefined ? {} : after(query.cursor, field, direction)
  const items = await read({ ...options.filter, ...filter }, { [field]: direction, _id: direction }, query.limit + 1)
  if (items.length <= query.limit) return { items }
  const kept = items.slice(0, query.limit)
  const last = kept.at(-1) as T
  return { items: kept, next: encode(last[field] as Date, last._id) }
}

function encode (date: Date, id: string): string {
  return Buffer.from(`${date.getTime()}/${id}`).toString('base64url')
}

function after (cursor: string, field: string, direction: 1 | -1): Filter {
  const [, time, id] = /^(\d{1,16})\/(.+)$/s.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? []
  if (time === undefined || id === undefined) throw new errors.KH_ERR_API_CURSOR(cursor.slice(0, 100))
  const date = new Date(Number(time))
  if (Number.isNaN(date.getTime())) throw new errors.KH_ERR_API_CURSOR(cursor.slice(0, 100))
  const operator = direction === -1 ? '$lt' : '$gt'
  // The first condition bounds the walk of the index; the second steps over what has the same date.
  return {
    [field]: { [direction === -1 ? '$lte' : '$gte']: date },
    $or: [{ [field]: { [operator]: date } }, { [field]: date, _id: { [operator]: id } }]
  }
}
