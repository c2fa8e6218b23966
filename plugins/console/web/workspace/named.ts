/** The text for a name that came from the hub, when there is one. */
export function named (texts: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(texts, name) ? texts[name] : undefined
}
