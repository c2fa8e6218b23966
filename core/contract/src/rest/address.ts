import { Rejected } from '../errors.js'
import type { RestRequest } from './request.js'

/**
 * The whole address of a request.
 * @throws Rejected for one that leads away from the base address
 */
export function toUrl (baseUrl: string, { path, query = {} }: Pick<RestRequest, 'path' | 'query'>): URL {
  const base = new URL(baseUrl.replace(/\/+$/, ''))
  const isWhole = /^https?:\/\//i.test(path)
  const text = isWhole ? path : `${base.href.replace(/\/$/, '')}/${path.replace(/^\/+/, '')}`
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || url.origin !== base.origin || url.username !== '' || url.password !== '') {
    throw new Rejected(`The address of a call does not lead to ${base.host}; look at what the system or the config says of it`)
  }
  const root = base.pathname.replace(/\/$/, '')
  if (!isWhole && url.pathname !== root && !url.pathname.startsWith(`${root}/`)) {
    throw new Rejected(`The path of a call leads out of the base address at ${base.host}; an id must not have dots as a path has`)
  }
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, String(value))
  return url
}
