const sendEveryMs = 3000
const showForMs = 6000

/** Reports that the visitor types, at most every 3 seconds, and at once when it ends. */
export function makeTypingReport (send: (isTyping: boolean) => void): (isTyping: boolean) => void {
  let sentAt = 0
  return (isTyping) => {
    const now = Date.now()
    if (isTyping && now - sentAt >= sendEveryMs) {
      sentAt = now
      send(true)
    } else if (!isTyping && sentAt > 0) {
      sentAt = 0
      send(false)
    }
  }
}

/** Who types on the other side; it ends by itself after 6 seconds. */
export interface TypingSign {
  /** The name, '' for somebody without one, undefined for nobody. */
  name: () => string | undefined
  set: (name: string | undefined) => void
}

/** Makes the sign; `onChange` is called when it appears, changes or ends. */
export function makeTypingSign (onChange: () => void): TypingSign {
  let current: string | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  function set (name: string | undefined): void {
    clearTimeout(timer)
    if (name !== undefined) timer = setTimeout(set, showForMs, undefined)
    if (name === current) return
    current = name
    onChange()
  }
  return { name: () => current, set }
}
