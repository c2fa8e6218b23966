import css from './style.css'

/** Name of the element that holds the widget on the shop's page. */
export const hostName = 'kefuhub-chat'

/** Puts the widget's element on the page, with a shadow root that has the styles; undefined when it is already there. */
export function mountHost (base: URL): { host: HTMLElement, root: ShadowRoot } | undefined {
  for (const other of document.querySelectorAll<HTMLElement>(hostName)) {
    if (other.dataset.base === base.href) return undefined
  }
  const host = document.createElement(hostName)
  host.dataset.base = base.href
  const root = host.attachShadow({ mode: 'open' })
  addStyles(root)
  document.body.append(host)
  return { host, root }
}

function addStyles (root: ShadowRoot): void {
  try {
    // Allowed under a content security policy without 'unsafe-inline', as a style element is not.
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    root.adoptedStyleSheets = [sheet]
  } catch {
    // Safari before 16.4.
    const style = document.createElement('style')
    style.textContent = css
    root.append(style)
  }
}
