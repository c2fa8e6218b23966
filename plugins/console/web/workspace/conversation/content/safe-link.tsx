import type { ReactNode } from 'react'
import { Typography } from 'antd'
import { toHref } from './links.js'

/** A link that somebody outside wrote. What is no web address stays text. */
export function SafeLink ({ url, children }: { url: string, children: ReactNode }) {
  const href = toHref(url)
  if (href === undefined) return children
  return <Typography.Link href={href} target='_blank' rel='noopener noreferrer nofollow' title={href}>{children}</Typography.Link>
}
