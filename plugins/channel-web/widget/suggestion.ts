/** Writes full-width forms, capitals and the like alike. */
function fold (text: string): string {
  return text.normalize('NFKC').toLowerCase().trim()
}

/** Two characters next to each other, of those scripts that put no space between words. */
function listPairs (text: string): string[] {
  return [...text].map((character, index, all) => character + (all[index + 1] ?? ''))
    .filter((pair) => /^[\u3040-\u30ff\u3400-\u9fff]{2}$/.test(pair))
}

/** How well a suggestion fits what was typed; 0 for not at all. */
function score (suggestion: string, typed: string): number {
  if (suggestion.includes(typed)) return 1000
  const words = typed.split(/[^\p{L}\p{N}]+/u).filter(Boolean)
  if (words.length > 0 && words.every((word) => suggestion.includes(word))) return 500
  return listPairs(typed).filter((pair) => suggestion.includes(pair)).length
}

/** A text that is longer says already what it wants. */
const longest = 100

/** Finds the suggestions that fit what the visitor is typing, the best first. A letter is too little, a Chinese character is not. */
export function matchSuggestions (suggestions: readonly string[], text: string, most: number): string[] {
  const typed = fold(text)
  if (typed === '' || typed.length > longest || /^\p{Script=Latin}$/u.test(typed)) return []
  return suggestions
    .map((suggestion) => ({ suggestion, fit: score(fold(suggestion), typed) }))
    .filter(({ suggestion, fit }) => fit > 0 && fold(suggestion) !== typed)
    .sort((a, b) => b.fit - a.fit)
    .slice(0, most)
    .map(({ suggestion }) => suggestion)
}
