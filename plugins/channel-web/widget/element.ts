/** What an element is given: attributes, and listeners under names such as `onclick`. */
export type Attributes = Record<string, string | boolean | undefined | ((event: Event) => void)>

/** What may stand in an element; strings become text, never markup. */
export type Child = Node | string | undefined | false

/** Makes an element. */
export function make<K extends keyof HTMLElementTagNameMap> (tag: K, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag)
  const element: HTMLElement = made
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value)
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : value)
  }
  for (const child of children) if (child !== undefined && child !== false) element.append(child)
  return made
}

/** Lines of the icons on a field of 24 by 24. */
const icons = {
  chat: 'M21 11.5a8.5 8.5 0 0 1-12.3 7.6L3 21l1.9-5.7A8.5 8.5 0 1 1 21 11.5zM8.5 11.5h.01M12.5 11.5h.01M16.5 11.5h.01',
  close: 'M6 6l12 12M18 6L6 18',
  down: 'M6 9l6 6 6-6',
  send: 'M21 3L10 14M21 3l-7 18-4-7-7-4z',
  emoji: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8.5 14.5a4.5 4.5 0 0 0 7 0M9 9.5h.01M15 9.5h.01',
  clip: 'M20.5 11.5l-8.6 8.6a5.5 5.5 0 0 1-7.8-7.8l8.6-8.6a3.7 3.7 0 0 1 5.2 5.2l-8.6 8.6a1.8 1.8 0 0 1-2.6-2.6l7.9-7.9',
  microphone: 'M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3zM5.5 11a6.5 6.5 0 0 0 13 0M12 17.5V21',
  person: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.5 20.5a7.5 7.5 0 0 1 15 0',
  file: 'M14 3H6v18h12V7zM14 3v4h4',
  form: 'M9 4h6v3H9zM9 5H6v16h12V5h-3M9 12h6M9 16h4'
}

/** An icon of the widget. */
export type Icon = keyof typeof icons

/** Draws an icon; it is hidden from screen readers, its button has the label. */
export function makeIcon (icon: Icon): SVGSVGElement {
  const space = 'http://www.w3.org/2000/svg'
  const svg = document.createElementNS(space, 'svg')
  const path = document.createElementNS(space, 'path')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('aria-hidden', 'true')
  path.setAttribute('d', icons[icon])
  svg.append(path)
  return svg
}

/** Makes a button that shows only an icon. */
export function makeIconButton (icon: Icon, label: string, name: string, onclick: () => void): HTMLButtonElement {
  return make('button', { type: 'button', class: `icon ${name}`, 'aria-label': label, title: label, onclick }, makeIcon(icon))
}
