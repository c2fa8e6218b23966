const fallback = [22, 93, 200]

/** Light that a colour gives, by WCAG: 0 to 1. */
function measureLight (rgb: number[]): number {
  const [red = 0, green = 0, blue = 0] = rgb.map((value) => {
    const part = value / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** Chooses black or white for text on a colour; one of them always has a contrast above 4.5 to 1. */
export function chooseInk (rgb: number[]): '#000' | '#fff' {
  return 1.05 / (measureLight(rgb) + 0.05) >= 4.5 ? '#fff' : '#000'
}

/** Sets the brand's colour, and a readable one on it, as properties of the host; `painted` is an element with that background. */
export function paintBrand (host: HTMLElement, painted: HTMLElement, color: string): void {
  host.style.setProperty('--brand', color)
  // The browser knows all ways to write a colour. What is wrong or see-through does not come back as rgb().
  const computed = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(getComputedStyle(painted).backgroundColor)
  const rgb = computed ? computed.slice(1).map(Number) : fallback
  host.style.setProperty('--brand', `rgb(${rgb.join(', ')})`)
  host.style.setProperty('--on-brand', chooseInk(rgb))
}
