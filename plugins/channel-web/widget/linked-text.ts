import { make } from './element.js'
import { toAddress } from './address.js'

/** Text with its http and https addresses as links, built of nodes. */
export function makeLinkedText (text: string, base: URL): DocumentFragment {
  const fragment = document.createDocumentFragment()
  let end = 0
  // Printable ASCII only: Chinese text often follows an address without a space.
  for (const match of text.matchAll(/https?:\/\/[^\s<>"'`\u007f-\uffff]+/gi)) {
    const found = match[0].replace(match[0].includes('(') ? /[.,;:!?]+$/ : /[.,;:!?)\]}]+$/, '')
    const href = toAddress(found, base)
    if (!href) continue
    fragment.append(text.slice(end, match.index), makeLink(href, found))
    end = match.index + found.length
  }
  fragment.append(text.slice(end))
  return fragment
}

/** A link that opens in a new tab and tells the other page nothing of this one. */
export function makeLink (href: string, ...children: Array<Node | string>): HTMLAnchorElement {
  return make('a', { href, target: '_blank', rel: 'noopener noreferrer' }, ...children)
}
