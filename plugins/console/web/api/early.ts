/** An answer that nobody took for so long is old. */
const FRESH_MS = 5000

const answers = new Map<string, { answer: Promise<unknown>, at: number }>()

/** Asks for what will be needed in a moment, before the code that needs it is loaded. */
export function askEarly (url: string): void {
  answers.set(url, { answer: read(url).catch(() => undefined), at: Date.now() })
}

/** Takes the answer to what was asked for early, once. @returns nothing when there is none that is good: it is asked for as usual then */
export async function takeEarly (url: string): Promise<unknown> {
  const early = answers.get(url)
  answers.delete(url)
  return early === undefined || Date.now() - early.at > FRESH_MS ? undefined : await early.answer
}

/** Throws away what nobody took: from now on there is newer. */
export function forgetEarly (): void {
  answers.clear()
}

async function read (url: string): Promise<unknown> {
  const response = await fetch(url, { headers: { accept: 'application/json' } })
  // Read to its end even when nobody takes it: else it would hold its connection.
  const text = await response.text()
  return response.ok ? JSON.parse(text) : undefined
}
